import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../../support/tuwen-process.ts';
import { give, namelessControls, type OpenPage, openPage, results, search } from './page-fixture.ts';

// A first start imports the starter and embeds its gallery.
const START_TIMEOUT_MS = 240_000;

describe.skipIf(browserPath === undefined || !hasStarter)(
  'the page at / (needs Chromium and starter/starter.pt)',
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
      opened = await openPage(browser, tuwen.url);
      page = opened.page;
    });

    afterEach(async () => {
      await page.context().close();
      expect(opened.strays).toEqual([]);
    });

    const captions = (): Promise<string[]> => page.locator('#grid .caption').allTextContents();
    const scores = async (): Promise<number[]> =>
      (await page.locator('#grid .score').allTextContents()).map((text) => Number.parseFloat(text));
    /** Bytes of the first result's picture. */
    const firstPicture = async (): Promise<Buffer> => {
      const address = await page.locator('#grid img').first().getAttribute('src');
      return (await page.request.get(address ?? '')).body();
    };

    it('finds an umbrella by its word, best first, with real pictures', async () => {
      await page.goto('/');
      expect(await page.evaluate('document.activeElement.id')).toBe('query');
      await search(page, '雨伞');
      expect((await captions()).slice(0, 5).join(' ')).toContain('伞');
      const found = await scores();
      expect(found).toEqual([...found].sort((a, b) => b - a));
      expect(found[0]).toBeLessThanOrEqual(1);
      // Polled from here: the page's own policy forbids evaluating a string again and again in it.
      await expect
        .poll(() => page.evaluate('document.querySelector("#grid img").naturalWidth'))
        .toBeGreaterThan(0);
      expect(await page.locator('#model').textContent()).toMatch(/\d+ 维 .*(CPU|CUDA|TENSORRT)/);
      expect(await page.title()).toContain('雨伞');
      expect(await page.getByRole('status').allTextContents()).toContain('前 28 个，还有更多');
      expect(opened.complaints).toEqual([]);
    });

    it('searches while one types, without a history entry for each stop', async () => {
      await page.goto('/');
      await page.getByRole('searchbox').pressSequentially('火');
      await page.locator('#results-title', { hasText: '火' }).waitFor();
      await page.getByRole('searchbox').pressSequentially('车');
      await page.locator('#results-title', { hasText: '火车' }).waitFor();
      await page.goBack();
      await page.locator('#results-title', { hasText: '图库' }).waitFor();
      expect(await page.getByRole('searchbox').inputValue()).toBe('');
      expect(opened.complaints).toEqual([]);
    });

    it('shows how the text was read, unknown tokens marked', async () => {
      await page.goto('/');
      await search(page, '雨伞 龘');
      expect(await page.locator('#tokens code').allTextContents()).toContain('[UNK]');
      expect(await page.locator('#tokens .unknown').count()).toBe(1);
      expect(await page.locator('#tokens .warning').textContent()).toContain('1 个词元');
    });

    it('shows more on demand and moves on to the first new picture', async () => {
      await page.goto('/?q=猫&collection=emoji');
      const cards = await results(page);
      const count = await cards.count();
      await page.locator('#more').click();
      await cards.nth(count).waitFor();
      expect(await cards.count()).toBe(2 * count);
      const keys =
        'new Set([...document.querySelectorAll("#grid .card")].map((card) => card.dataset.item)).size';
      expect(await page.evaluate(keys)).toBe(2 * count);
      const found = await scores();
      expect(found).toEqual([...found].sort((a, b) => b - a));
      expect(
        await page.evaluate('[...document.querySelectorAll("#grid .card")].indexOf(document.activeElement)'),
      ).toBe(count);
    });

    it('searches by a result that is clicked; Back and reload work', async () => {
      await page.goto('/');
      const cards = await search(page, '雨伞');
      const [caption = ''] = await captions();
      await cards.first().click();
      await page.locator('#results-title', { hasText: `与“${caption}”相似` }).waitFor();
      await page.locator('#label-bars li').first().waitFor();
      await results(page);
      expect(page.url()).toMatch(/item=.+&collection=emoji/);
      expect(await page.locator('#subject-image').getAttribute('alt')).toBe(caption);
      const similar = await captions();
      await page.reload();
      await results(page);
      expect(await captions()).toEqual(similar);
      await page.goBack();
      await page.locator('#results-title', { hasText: '“雨伞”' }).waitFor();
      expect(await page.locator('#picture').isVisible()).toBe(false);
      expect(opened.complaints).toEqual([]);
    });

    it('finds a dropped picture again and scores the labels that one writes', async () => {
      await page.goto('/');
      await search(page, '雨伞');
      const [caption = ''] = await captions();
      await give(page, 'drop', { name: 'umbrella.png', type: 'image/png', bytes: await firstPicture() });
      await page.locator('#results-title', { hasText: '相似的图片' }).waitFor();
      await results(page);
      expect((await captions())[0]).toBe(caption);
      expect((await scores())[0]).toBeGreaterThan(0.99);
      expect(await page.locator('#label-bars li').count()).toBe(10);

      await page.getByLabel('标签（每行一个）').fill('雨伞\n猫\n\n火车\n猫');
      await page.locator('#label-status', { hasText: '3 个标签' }).waitFor();
      expect(await page.locator('#label-bars .label').first().textContent()).toBe('雨伞');
      const shares = (await page.locator('#label-bars .number').allTextContents()).map(Number.parseFloat);
      expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(0.2);

      await page.getByLabel('提示模板').fill('没有空位');
      await page.locator('#label-status', { hasText: '模板里要有 {}' }).waitFor();
      expect(await page.locator('#label-bars li').count()).toBe(0);
      expect(opened.complaints).toEqual([]);
    });

    it('takes a pasted and a chosen picture too, and Back returns to the earlier one', async () => {
      await page.goto('/');
      await search(page, '猫');
      const file = { name: 'cat.png', type: 'image/png', bytes: await firstPicture() };
      const [caption] = await captions();
      await give(page, 'paste', file);
      await page.locator('#subject-caption', { hasText: '你的图片' }).waitFor();
      await results(page);
      expect((await captions())[0]).toBe(caption);
      await page
        .getByLabel('以图搜图')
        .setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: file.bytes });
      const address = await page.locator('#subject-image').getAttribute('src');
      await results(page);
      await page.goBack();
      await expect.poll(() => page.locator('#subject-image').getAttribute('src')).not.toBe(address);
      expect(opened.complaints).toEqual([]);
    });

    it('sends a picture inside the query where uploads need a key', async () => {
      const sent: string[] = [];
      await page.route('**/graphql', async (route) => {
        const body = route.request().postData() ?? '';
        if (body.includes('"image":{"base64":"data:image/png;base64,')) sent.push(body);
        if (!body.includes('mutation CreateUpload')) return route.continue();
        const errors = [{ message: 'A key is needed.', extensions: { code: 'UNAUTHENTICATED' } }];
        return route.fulfill({ json: { errors, data: { createUpload: null } } });
      });
      await page.goto('/?q=猫');
      await results(page);
      await give(page, 'drop', { name: 'cat.png', type: 'image/png', bytes: await firstPicture() });
      await page.locator('#results-title', { hasText: '相似的图片' }).waitFor();
      await results(page);
      expect((await scores())[0]).toBeGreaterThan(0.99);
      await page.locator('#label-bars li').first().waitFor();
      expect(sent.length).toBe(2);
      expect(opened.complaints).toEqual([]);
    });

    it('says what is wrong with a file that is no picture', async () => {
      await page.goto('/');
      await give(page, 'drop', { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('hello') });
      expect(await page.getByRole('alert').textContent()).toContain('notes.txt');
      await give(page, 'drop', { name: 'broken.png', type: 'image/png', bytes: Buffer.from('not a PNG') });
      await page.getByRole('alert').filter({ hasText: '这张图片读不了' }).waitFor();
    });

    it('says when the server cannot be reached, and tries again', async () => {
      await page.goto('/');
      await page.route('**/graphql', (route) => route.abort());
      await page.getByRole('button', { name: '猫', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: '连不上服务器' }).waitFor();
      await page.unroute('**/graphql');
      await page.getByRole('button', { name: '重试' }).click();
      await results(page);
      expect(await page.getByRole('alert').textContent()).toBe('');
    });

    it('drops an answer that comes after a newer question', async () => {
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.goto('/');
      await page.route('**/graphql', async (route) => {
        if (route.request().postData()?.includes('"text":"火车"')) await held;
        await route.continue().catch(() => {});
      });
      await page.getByRole('button', { name: '火车' }).click();
      await page.getByRole('button', { name: '猫', exact: true }).click();
      await page.locator('#results-title', { hasText: '“猫”' }).waitFor();
      await results(page);
      const cats = await captions();
      release();
      await page.waitForTimeout(300);
      expect(await captions()).toEqual(cats);
      expect(opened.complaints).toEqual([]);
    });

    it('shows what is typed as text, never as markup', async () => {
      await page.goto('/');
      const text = '<img src=x onerror=alert(1)>';
      await search(page, text);
      expect(await page.locator('#results-title').textContent()).toBe(`“${text}”`);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    });

    it('speaks English on demand and remembers it', async () => {
      await page.goto('/?q=猫');
      await results(page);
      await page.getByRole('button', { name: 'English' }).click();
      expect(await page.locator('#status').textContent()).toBe('The first 28; there are more');
      await page.reload();
      await page.getByRole('button', { name: 'Search', exact: true }).waitFor();
      expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    });

    it('gives every control and picture a name', async () => {
      await page.goto('/');
      const cards = await search(page, '生日蛋糕');
      await cards.first().click();
      await page.locator('#label-bars li').first().waitFor();
      await results(page);
      const { found, nameless } = await namelessControls(page);
      expect(found).toBeGreaterThan(40);
      expect(nameless).toEqual([]);
    });

    it.each([320, 760, 1280])('needs no sideways scrolling at %i pixels', async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/');
      const cards = await search(page, '笑脸');
      await cards.first().click();
      await page.locator('#label-bars li').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
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
