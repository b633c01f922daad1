import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { testServer } from '../../support/test-server.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../../support/tuwen-process.ts';
import { barriers, builtApp, give, type OpenPage, openPage } from './page-fixture.ts';

// A first start imports the starter and embeds its gallery.
const START_TIMEOUT_MS = 240_000;

describe.skipIf(browserPath === undefined || !hasStarter)(
  'the web app (needs Chromium and starter/starter.pt)',
  () => {
    let tuwen: TuwenProcess;
    let browser: Browser;
    let opened: OpenPage;
    let page: Page;

    beforeAll(async () => {
      [tuwen, browser] = await Promise.all([startTuwen(START_TIMEOUT_MS), startBrowser()]);
    }, START_TIMEOUT_MS + 20_000);

    afterAll(async () => {
      await browser?.close();
      await tuwen?.stop();
    });

    beforeEach(async () => {
      opened = await openPage(browser, tuwen.url, { locale: 'zh-CN' });
      page = opened.page;
    });

    afterEach(async () => {
      await page.context().close();
      expect(opened.strays).toEqual([]);
    });

    const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
    const names = (): Promise<string[]> => page.locator('.item-name').allTextContents();
    /** Bytes of the first picture of a search. */
    const pictureOf = async (text: string): Promise<Buffer> => {
      await page.goto(`/?q=${text}`);
      const address = await page.locator('.item-card img').first().getAttribute('src');
      return (await page.request.get(address ?? '')).body();
    };

    it('finds an umbrella by its word, best first, with real pictures', async () => {
      await page.goto('/');
      await page.getByRole('searchbox').fill('雨伞');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === '雨伞');
      await page.locator('.item-score').first().waitFor();
      expect((await names()).slice(0, 3).join(' ')).toContain('伞');
      const scores = (await page.locator('.item-score').allTextContents()).map(Number.parseFloat);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      await expect
        .poll(() => page.evaluate('document.querySelector(".item-card img").naturalWidth'))
        .toBeGreaterThan(0);
      expect(await page.title()).toContain('雨伞');
      expect(opened.complaints).toEqual([]);
    });

    it('has pages with addresses: links, Back and reload', async () => {
      await page.goto('/');
      await page.getByRole('link', { name: '分类' }).click();
      await heading('分类').waitFor();
      expect(new URL(page.url()).pathname).toBe('/classify');
      expect(await page.getByRole('link', { name: '分类' }).getAttribute('aria-current')).toBe('page');
      expect(await page.evaluate('document.activeElement.id')).toBe('content');
      await page.reload();
      await heading('分类').waitFor();
      await page.goBack();
      await heading('搜索').waitFor();
      await page.goto('/collections/a/b');
      expect(await page.textContent('body')).toContain('NOT_FOUND');
    });

    it('keeps the language and the theme that one chooses', async () => {
      await page.goto('/classify');
      await page.getByText('English').click();
      await heading('Classify').waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      await page.getByText('Dark', { exact: true }).click();
      await page.reload();
      await heading('Classify').waitFor();
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    });

    it('says that the server is in open mode, once', async () => {
      await page.goto('/');
      const banner = page.getByRole('complementary', { name: '开放模式' });
      await banner.getByRole('button', { name: '知道了' }).click();
      await page.reload();
      await page.locator('.item-card').first().waitFor();
      expect(await banner.count()).toBe(0);
    });

    it('says when the server cannot be reached, and goes on by itself', async () => {
      await page.goto('/');
      await page.locator('.item-card').first().waitFor();
      await page.route('**/graphql', (route) => route.abort());
      await page.getByRole('searchbox').fill('猫');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: '正在重试' }).waitFor();
      await page.unroute('**/graphql');
      await page.locator('.item-score').first().waitFor();
      expect(await page.getByText('连不上服务器').count()).toBe(0);
    });

    it('asks for a key where the server does, offers what the role may, and forgets it at the end', async () => {
      const key = 'correct-horse-battery-staple';
      const { url } = await testServer({ adminKey: key, webRoot: builtApp });
      const { page: other, complaints } = await openPage(browser, url, { locale: 'en-US' });
      await other.goto('/classify');
      await other.getByLabel('API key').fill('wrong');
      await other.keyboard.press('Enter');
      await other.getByText('does not know this key').waitFor();
      expect(await other.getByRole('navigation').count()).toBe(0);
      expect(await barriers(other)).toEqual([]);
      await other.getByLabel('API key').fill(key);
      await other.getByRole('button', { name: 'Sign in' }).click();
      await other.getByRole('heading', { name: 'Classify' }).waitFor();
      await other.reload();
      await other.getByRole('heading', { name: 'Classify' }).waitFor();
      await other.getByRole('button', { name: 'Sign out' }).click();
      await other.getByLabel('API key').waitFor();
      // The browser itself writes each refusal to its console.
      expect(complaints.filter((complaint) => !complaint.includes('401'))).toEqual([]);
      await other.context().close();
    });

    it('classifies a dropped picture among the labels that one writes', async () => {
      const bytes = await pictureOf('雨伞');
      await page.goto('/classify');
      await give(page, 'drop', { name: 'umbrella.png', type: 'image/png', bytes });
      await page.getByLabel('标签').fill('猫、雨伞\n\n火车\n猫');
      await page.getByRole('status').filter({ hasText: '最可能是“雨伞”' }).waitFor();
      const bars = page.getByRole('list', { name: '各标签的概率' });
      expect(await bars.locator('.bar-label').allTextContents()).toHaveLength(3);
      await page.getByLabel('提示模板').fill('没有空位');
      await page.getByText('每个模板里要有且只有一个').waitFor();
      await give(page, 'drop', { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('hello') });
      await page.getByRole('alert').filter({ hasText: 'notes.txt' }).waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it.each(['light', 'dark'] as const)('has no barriers in the %s theme', async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const path of ['/?q=雨伞', '/classify']) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        expect(await barriers(page), path).toEqual([]);
      }
    });

    it.each([320, 760, 1280])('needs no sideways scrolling at %i pixels', async (width) => {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/?q=笑脸', '/classify']) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width);
      }
    });

    it('opens GraphiQL from the build, which runs a sample query', async () => {
      await page.goto('/graphiql');
      const editor = page.getByRole('region', { name: 'Operation Editor' });
      await editor.filter({ hasText: 'Ctrl-Enter' }).waitFor();
      // Until the schema has come, GraphiQL takes no click on a tab.
      await expect
        .poll(async () => {
          await page.getByRole('tab', { name: 'Classify' }).click();
          return editor.textContent();
        })
        .toContain('classifyImage');
      // Just after a change of tab it still names the old tab's operation; a moment later it runs the new one.
      const answer = page.locator('.result-window');
      await expect
        .poll(
          async () => {
            await page.getByRole('button', { name: /^Execute query/ }).click();
            await page.waitForTimeout(300);
            return answer.textContent();
          },
          { timeout: 15_000 },
        )
        .toMatch(/"label":\s"红心"/);
      expect(await answer.textContent()).not.toContain('errors');
      expect(opened.complaints).toEqual([]);
    });
  },
);
