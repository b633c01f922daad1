import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { homeWithGallery } from '../../support/home-template.ts';
import { testServer } from '../../support/test-server.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../../support/tuwen-process.ts';
import { barriers, builtApp, give, type OpenPage, openPage } from './page-fixture.ts';

// A first start imports the starter and embeds its gallery.
const START_TIMEOUT_MS = 240_000;

describe.skipIf(browserPath === undefined || !hasStarter)(
  'the web app (needs Chromium and starter/starter.pt)',
  { timeout: 60_000 },
  () => {
    let tuwen: TuwenProcess;
    let browser: Browser;
    let opened: OpenPage;
    let page: Page;

    beforeAll(async () => {
      const home = await homeWithGallery();
      [tuwen, browser] = await Promise.all([startTuwen(START_TIMEOUT_MS, {}, home), startBrowser()]);
    }, 2 * START_TIMEOUT_MS);

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
    const cards = () => page.getByRole('list', { name: '结果' }).getByRole('article');
    const names = (): Promise<string[]> => page.locator('.item-name').allTextContents();
    const scores = async (): Promise<number[]> =>
      (await page.locator('.item-score').allTextContents()).map(Number.parseFloat);
    const found = (title: string) =>
      page.getByRole('heading', { name: title, level: 2 }).and(page.locator(':not(.stale *)')).waitFor();
    /** Searches by address, and waits for its answer. */
    const open = async (query: Readonly<Record<string, string>>): Promise<void> => {
      await page.goto(`/?${new URLSearchParams(query)}`);
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
    };
    /** Bytes of the first picture of a search, as a thumbnail. */
    const pictureOf = async (text: string): Promise<Buffer> => {
      await open({ q: text });
      const address = await cards().first().locator('img').getAttribute('src');
      return (await page.request.get(address ?? '')).body();
    };

    it('finds an umbrella by its word, best first, with real pictures', async () => {
      await page.goto('/');
      await page.getByRole('searchbox').fill('雨伞');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.searchParams.get('q') === '雨伞');
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      expect((await names()).slice(0, 3).join(' ')).toContain('伞');
      expect(await scores()).toEqual((await scores()).sort((a, b) => b - a));
      await expect
        .poll(() => page.evaluate('document.querySelector(".item-card img").naturalWidth'))
        .toBeGreaterThan(0);
      expect(await page.title()).toContain('雨伞');
      expect(opened.complaints).toEqual([]);
    });

    it('searches while one types, without an entry of the history for each stop', async () => {
      await page.goto('/');
      const field = page.getByRole('searchbox');
      await field.pressSequentially('火');
      await page.waitForURL((url) => url.searchParams.get('q') === '火');
      await field.pressSequentially('车');
      await page.waitForURL((url) => url.searchParams.get('q') === '火车');
      await found('“火车”');
      await page.goBack();
      await found('全部条目');
      expect(await field.inputValue()).toBe('');
      expect(opened.complaints).toEqual([]);
    });

    it('mixes words and pictures with weights that can be changed, and says what each part adds', async () => {
      await page.goto('/');
      const field = page.getByRole('searchbox');
      await field.fill('雨伞');
      await page.getByRole('button', { name: '把“雨伞”加入混合' }).click();
      await field.fill('红色');
      await found('混合搜索');
      await page.getByRole('button', { name: '“雨伞”，权重 1' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('spinbutton', { name: '权重' }).fill('0');
      await dialog.getByText('写一个 -100 到 100').waitFor();
      await dialog.getByRole('spinbutton', { name: '权重' }).fill('-0.5');
      await dialog.getByRole('button', { name: '保存' }).click();
      await page.getByRole('button', { name: '“雨伞”，权重 -0.5' }).waitFor();
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      expect((await names()).slice(0, 10).join(' ')).not.toContain('雨伞');
      const shared = page.url();
      await cards().first().getByRole('button', { name: '详情' }).click();
      const table = page.getByRole('dialog').getByRole('table');
      await table.waitFor();
      expect(await table.getByRole('rowheader').allTextContents()).toEqual(['红色', '雨伞']);
      expect(await table.textContent()).toContain('-0.5');
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('item-open');
      await page.getByRole('button', { name: '移除 雨伞' }).click();
      await found('“红色”');
      await page.goto(shared);
      await page.getByRole('button', { name: '“雨伞”，权重 -0.5' }).waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('searches by a dropped picture, and by an item', async () => {
      const bytes = await pictureOf('雨伞');
      const [name = ''] = await names();
      await page.goto('/');
      await cards().first().waitFor();
      await give(page, 'drop', { name: 'umbrella.webp', type: 'image/webp', bytes });
      await found('相似的图片');
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      expect((await names())[0]).toBe(name);
      expect((await scores())[0]).toBeGreaterThan(0.95);
      await page.getByRole('button', { name: `找与“${name}”相似的图片` }).click();
      await page.waitForURL((url) => url.searchParams.get('p')?.startsWith('1:item:') ?? false);
      await page.getByRole('button', { name: `图片 ${name}，权重 1` }).waitFor();
      await expect.poll(async () => (await names())[0]).not.toBe(name);
      await page.goBack();
      // Files are forgotten by a reload, and the page says so.
      await page.reload();
      await page.getByText('图片已经不在了').waitFor();
      await page.getByRole('button', { name: '移除', exact: true }).click();
      await found('全部条目');
      expect(opened.complaints).toEqual([]);
    });

    it('filters by the metadata that there is', async () => {
      await open({ q: '动物', collection: 'emoji' });
      await page.getByRole('button', { name: '筛选' }).click();
      const filter = page.getByRole('region', { name: '按元数据筛选' });
      await filter.getByRole('button', { name: '加一个条件' }).click();
      await filter.getByLabel('字段').selectOption('tags');
      await filter.getByLabel('条件', { exact: true }).selectOption('含其中之一');
      await filter.getByLabel('值').fill('猫');
      await page.getByRole('status').filter({ hasText: '逐一比较' }).waitFor();
      await expect.poll(async () => (await names()).every((name) => /猫|脸/.test(name))).toBe(true);
      expect((await names()).length).toBeGreaterThan(1);
      await filter.getByLabel('值').fill('没有这个标签');
      await page.getByText('没有结果').waitFor();
      await page.reload();
      await page.getByText('没有结果').waitFor();
      await page.getByRole('button', { name: '清除筛选' }).click();
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('finds by keywords and by both, and explains both ranks', async () => {
      await open({ q: '蛋糕', mode: 'keywords', collection: 'emoji' });
      expect((await names()).every((name) => name.length > 0)).toBe(true);
      await page.getByText('混合', { exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get('mode') === 'hybrid');
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      await cards().first().getByRole('button', { name: '详情' }).click();
      const table = page.getByRole('dialog').getByRole('table');
      await table.waitFor();
      expect(await table.getByRole('rowheader').allTextContents()).toEqual(['语义', '关键词']);
      expect(await table.getByRole('columnheader').last().textContent()).toBe('贡献');
      const contributions = await table.locator('td:last-child').allTextContents();
      const [, score] = /得分 ([\d.]+)/.exec((await page.getByRole('dialog').textContent()) ?? '') ?? [];
      expect(contributions).toHaveLength(2);
      expect(Number(contributions[0]) + Number(contributions[1])).toBeCloseTo(Number(score), 3);
    });

    it('says which keywords were beyond what is looked for', async () => {
      await open({ q: '蛋糕', mode: 'keywords', collection: 'emoji' });
      expect(await page.getByText('关键词太多').count()).toBe(0);
      const others = Array.from({ length: 70 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
      await open({ q: `蛋糕${others}`, mode: 'keywords', collection: 'emoji' });
      // Of 72 characters in a row each pair is a term.
      const first = others.slice(62, 64);
      await page.getByText(`只找了前 64 个，从“${first}”起的 7 个没有找`).waitFor();
      expect(await barriers(page)).toEqual([]);
    });

    it('shows how a text was read: unknown tokens, folding, cuts', async () => {
      await open({ q: '雨伞 龘' });
      const reading = page.locator('.xray');
      expect(await reading.getByRole('listitem').allTextContents()).toHaveLength(3);
      expect(await reading.locator('.unknown code').textContent()).toBe('[UNK]');
      await reading.getByText('有 1 个词元不在词表里').waitFor();
      await open({ q: 'Résumé' });
      await reading.getByText('模型怎样读').click();
      await reading.getByText('R → r').waitFor();
      await open({ q: '猫'.repeat(80) });
      await reading.getByText('太长了：80 个词元只读了前').waitFor();
    });

    it('says when nothing matches, and how relevant a hit is', async () => {
      await open({ q: '红苹果', collection: 'emoji' });
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      expect(await page.locator('.item-score').first().textContent()).toContain('%');
      expect((await scores())[0]).toBeGreaterThan(50);
      expect(await page.getByText('可能没有符合的结果').count()).toBe(0);
      await cards().first().getByRole('button', { name: '详情' }).click();
      await page.getByRole('dialog').getByText('相关度：').waitFor();
      await open({ q: '龘', collection: 'emoji' });
      await page.getByText('可能没有符合的结果').waitFor();
    });

    it('keeps 1,920 items out of the document but for those in sight', async () => {
      await page.goto('/?collection=emoji');
      await cards().first().waitFor();
      for (let last = 0; last < 1_000; ) {
        await page.evaluate('scrollTo(0, document.body.scrollHeight)');
        await expect
          .poll(async () =>
            Number(await page.locator('[aria-posinset]').last().getAttribute('aria-posinset')),
          )
          .toBeGreaterThan(last);
        last = Number(await page.locator('[aria-posinset]').last().getAttribute('aria-posinset'));
      }
      expect(await cards().count()).toBeLessThan(100);
      const top = page.locator('[aria-posinset="1"]');
      expect(await top.count()).toBe(0);
      await page.evaluate('scrollTo(0, 0)');
      await top.waitFor();
    });

    it('drops an answer that comes after a newer question', async () => {
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.goto('/');
      await cards().first().waitFor();
      await page.route('**/graphql', async (route) => {
        if (route.request().postData()?.includes('"text":"火车"')) await held;
        await route.continue().catch(() => {});
      });
      await page.getByRole('button', { name: '火车' }).click();
      await page.getByRole('searchbox').fill('猫');
      await page.keyboard.press('Enter');
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      const before = await names();
      release();
      await page.waitForTimeout(300);
      expect(await names()).toEqual(before);
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

    it('says when a list took too long, such as one of a filter that little passes, and asks again', async () => {
      const message = 'The request took longer than 60 s.';
      await page.route('**/graphql', (route) =>
        route.request().postData()?.includes('query Items')
          ? route.fulfill({ json: { errors: [{ message, extensions: { code: 'TIMEOUT' } }] } })
          : route.continue(),
      );
      await page.goto('/collections/emoji');
      const alert = page.getByRole('alert').filter({ hasText: '用时太久，已经停止' });
      await alert.filter({ hasText: '换一个筛选条件' }).filter({ hasText: message }).waitFor();
      expect(await page.getByText('正在读取条目').count()).toBe(0);
      await page.unroute('**/graphql');
      await alert.getByRole('button').click();
      await page.locator('.item-tile img').first().waitFor();
      expect(await alert.count()).toBe(0);
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
      await heading('分类').waitFor();
      await give(page, 'drop', { name: 'umbrella.png', type: 'image/png', bytes });
      await page.getByLabel('标签').fill('猫、雨伞\n\n火车\n猫');
      await page.getByRole('status').filter({ hasText: '最可能是“雨伞”' }).waitFor();
      const bars = page.getByRole('list', { name: '各标签的概率' });
      expect(await bars.locator('.bar-label').allTextContents()).toHaveLength(3);
      await page.getByLabel('现成的提示模板').selectOption('TUWEN/general');
      await page.getByText('每个标签 20 条提示').waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByLabel('提示模板', { exact: true }).fill('没有空位');
      await page.getByText('每个模板里要有且只有一个').waitFor();
      await give(page, 'drop', { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('hello') });
      await page.getByRole('alert').filter({ hasText: 'notes.txt' }).waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('sends a picture inside the query where the role may not upload', async () => {
      const bytes = await pictureOf('雨伞');
      const sent: string[] = [];
      await page.route('**/graphql', async (route) => {
        const body = route.request().postData() ?? '';
        sent.push(body);
        if (!body.includes('query Viewer')) return route.continue();
        const viewer = { kind: 'API_KEY', openMode: false, role: 'READER', subject: 'k3wq7x2p' };
        return route.fulfill({ json: { data: { viewer } } });
      });
      await page.goto('/classify');
      await heading('分类').waitFor();
      await give(page, 'drop', { name: 'umbrella.webp', type: 'image/webp', bytes });
      await page.getByRole('status').filter({ hasText: '最可能是“雨伞”' }).waitFor();
      expect(sent.some((body) => body.includes('"image":{"base64":"data:image/webp;base64,'))).toBe(true);
      expect(sent.some((body) => body.includes('createUpload'))).toBe(false);
      expect(opened.complaints).toEqual([]);
    });

    it('classifies a picture of a collection', async () => {
      await page.goto('/classify');
      await page.getByRole('button', { name: '从集合里选' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('searchbox').fill('火车');
      await dialog
        .getByRole('button', { name: /火车|电车|机车/ })
        .first()
        .click();
      await page.getByRole('status').filter({ hasText: '最可能是“火车”' }).waitFor();
      await page.getByText('softmax：').waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('compares several pictures with several texts', async () => {
      const pictures = [await pictureOf('雨伞'), await pictureOf('猫')];
      await page.goto('/similarity');
      await heading('相似度').waitFor();
      for (const [i, bytes] of pictures.entries()) {
        await give(page, i === 0 ? 'paste' : 'drop', { name: `p${i}.webp`, type: 'image/webp', bytes });
      }
      await page.getByRole('textbox', { name: '文字' }).fill('雨伞\n一只猫\n火车');
      const table = page.getByRole('table', { name: '每张图片与每句话的余弦' });
      await expect
        .poll(() => table.getByRole('columnheader').allTextContents())
        .toEqual(['雨伞', '一只猫', '火车']);
      expect(await table.getByRole('rowheader').allTextContents()).toEqual(['p0.webp', 'p1.webp']);
      const cosines = (await table.getByRole('cell').allTextContents()).slice(1).map(Number);
      expect(cosines[0]).toBeGreaterThan(cosines[1] ?? 1);
      await page.getByText('每张图片的概率', { exact: true }).click();
      const shares = (await page.getByRole('table').locator('.heat').allTextContents()).map(
        Number.parseFloat,
      );
      expect(Math.abs(shares.slice(0, 3).reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(0.2);
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('button', { name: '移除 p1.webp' }).click();
      await expect.poll(() => page.getByRole('table').getByRole('rowheader').count()).toBe(1);
      expect(opened.complaints).toEqual([]);
    });

    it('is used by keyboard alone', async () => {
      await page.goto('/');
      await cards().first().waitFor();
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('跳到内容');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.type')).toBe('search');
      await page.keyboard.type('猫');
      await page.locator('[aria-busy="false"] .item-score').first().waitFor();
      for (let presses = 0; presses < 20; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.className')) === 'item-open') break;
      }
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      for (let presses = 0; presses < 8; presses++) {
        await page.keyboard.press('Tab');
        // Focus may pass through the browser's own controls, but never to the page behind.
        expect(
          await page.evaluate(
            '!document.activeElement.closest("main") || !!document.activeElement.closest("dialog")',
          ),
        ).toBe(true);
      }
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    });

    it('classifies by keyboard alone', async () => {
      const tabTo = async (name: string) => {
        for (let presses = 0; presses < 40; presses++) {
          await page.keyboard.press('Tab');
          const focused = page.locator(':focus');
          if ((await focused.count()) === 0) continue;
          if (new RegExp(name).test(await focused.ariaSnapshot())) return;
        }
        throw new Error(`the focus never came to ${name}`);
      };
      await page.goto('/classify');
      await heading('分类').waitFor();
      await tabTo('从集合里选');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await tabTo('searchbox');
      await page.keyboard.type('火车');
      await dialog
        .getByRole('button', { name: /火车|电车|机车/ })
        .first()
        .waitFor();
      await tabTo('火车|电车|机车');
      await page.keyboard.press('Enter');
      await page.getByRole('status').filter({ hasText: '最可能是“火车”' }).waitFor();
      await tabTo('textbox "标签');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('雨伞\n红心');
      await expect
        .poll(() => page.getByRole('list', { name: '各标签的概率' }).locator('.bar-label').allTextContents())
        .toHaveLength(2);
      await tabTo('combobox "现成的提示模板"');
      await page.keyboard.press('ArrowDown');
      await page.getByText(/每个标签 \d+ 条提示/).waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it.each(['/', '/?q=雨伞 龘&p=-0.5:text:人', '/classify', '/similarity'])(
      'has no barriers at %s, light or dark',
      async (path) => {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await barriers(page), colorScheme).toEqual([]);
        }
      },
    );

    it.each([320, 760, 1280])('needs no sideways scrolling at %i pixels', async (width) => {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ['/?q=笑脸', '/classify', '/similarity']) {
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
