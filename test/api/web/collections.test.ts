import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { blobPath } from '../../../adapters/files/blob-path.ts';
import { packageRoot } from '../../../adapters/files/package-root.ts';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../../support/tuwen-process.ts';
import { barriers, give, type OpenPage, openPage } from './page-fixture.ts';

const starter = join(packageRoot, 'starter');
const adminKey = 'correct-horse-battery-staple';
const pictureCount = 260;

/** Drawings of the starter, as PNG. */
async function drawings(): Promise<readonly Buffer[]> {
  const lines = (await readFile(join(starter, 'emoji-cn/valid_imgs.tsv'), 'utf8')).split('\n');
  return lines.slice(0, pictureCount).map((line) => Buffer.from(line.split('\t')[1] ?? '', 'base64'));
}

/** A home with two models and no collection: a server is ready on it at once. */
async function homeWithModels(): Promise<string> {
  const home = await homeWithDatabase();
  const configs = [
    '--vision-config',
    join(starter, 'vision.json'),
    '--text-config',
    join(starter, 'text.json'),
  ];
  const load = (...more: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      [
        join(packageRoot, 'dist/api/main.js'),
        'models',
        'import',
        join(starter, 'starter.pt'),
        ...configs,
        ...more,
      ],
      { env: { ...process.env, TUWEN_HOME: home } },
    );
  await load('--name', 'small', '--precision', 'int8');
  await load('--name', 'larger', '--image-size', '64');
  return home;
}

/** Lists to import; `many` goes on for longer than any test waits, after an entry that cannot be stored. */
async function writeLists(folder: string): Promise<void> {
  await mkdir(folder);
  const many = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ key: `${i}`, text: `第${i}个` }));
  await Promise.all([
    writeFile(join(folder, 'things.csv'), 'key,text,price:number\na,红色的雨伞,3\nb,一只猫,5\n'),
    writeFile(join(folder, 'things.jsonl'), '{"key":"c","text":"火车","metadata":{"price":8}}\n'),
    writeFile(join(folder, 'many.jsonl'), ['{"key":"bad"}', ...many].join('\n')),
  ]);
}

async function zipOf(files: readonly Buffer[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [i, bytes] of files.entries()) zip.addBuffer(bytes, `z${i}.png`);
  zip.end();
  return buffer(zip.outputStream);
}

/** A plugin of another version of the contract. */
async function writeBrokenPlugin(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "main": "index.mjs" }');
  await writeFile(join(folder, 'index.mjs'), 'export const plugin = { apiVersion: 99 };');
}

describe.skipIf(browserPath === undefined || !hasStarter)(
  'the pages of collections and models (needs Chromium and starter/starter.pt)',
  () => {
    let tuwen: TuwenProcess;
    let browser: Browser;
    let datasets: string;
    let pictures: readonly Buffer[];
    let readerKey: string;
    let editorKey: string;
    let opened: OpenPage;
    let page: Page;

    beforeAll(async () => {
      datasets = await mkdtemp(join(tmpdir(), 'tuwen-data-'));
      pictures = await drawings();
      await mkdir(join(datasets, 'shop'));
      const files = pictures.map((bytes, i) => writeFile(join(datasets, 'shop', `${i}.png`), bytes));
      await Promise.all([...files, writeFile(join(datasets, 'shop', 'broken.png'), 'no picture')]);
      await Promise.all([
        writeLists(join(datasets, 'lists')),
        writeBrokenPlugin(join(datasets, '.broken-plugin')),
      ]);
      const environment = {
        TUWEN_DATASETS: datasets,
        TUWEN_ADMIN_KEY: adminKey,
        TUWEN_PLUGINS: join(datasets, '.broken-plugin'),
      };
      const home = await homeWithModels();
      [tuwen, browser] = await Promise.all([startTuwen(120_000, environment, home), startBrowser()]);
      const keys = await ask(
        'mutation { reader: createApiKey(input: { name: "reader", role: READER }) { token } editor: createApiKey(input: { name: "editor", role: EDITOR }) { token } }',
      );
      [readerKey, editorKey] = [keys['reader']!.token, keys['editor']!.token];
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
      await tuwen?.stop();
      await rm(datasets, { recursive: true, force: true });
    });

    beforeEach(() => open(adminKey));
    afterEach(close);

    /** What the administrator gets for a document. */
    async function ask(query: string): Promise<Record<string, { readonly token: string }>> {
      const response = await fetch(`${tuwen.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
        body: JSON.stringify({ query }),
      });
      return ((await response.json()) as { data: Record<string, { token: string }> }).data;
    }

    async function open(key: string): Promise<void> {
      opened = await openPage(browser, tuwen.url, { locale: 'zh-CN' });
      page = opened.page;
      await page.addInitScript(`sessionStorage.setItem('tuwen.key', ${JSON.stringify(key)})`);
    }
    async function close(): Promise<void> {
      await page.context().close();
      expect(opened.strays).toEqual([]);
      expect(opened.complaints).toEqual([]);
    }

    const button = (name: string | RegExp) =>
      page.getByRole('button', { name, exact: typeof name === 'string' });
    const dialog = () => page.getByRole('dialog').last();
    const status = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text });
    const tab = (name: string) => page.getByRole('tab', { name }).click();

    it('makes a collection, after saying what is wrong with its name and schema', async () => {
      await page.goto('/collections');
      await page.getByText('还没有集合').waitFor();
      await button('新建集合').click();
      await page.getByLabel('名称').fill('Shop!');
      await page.getByText('只能用小写字母').waitFor();
      await page.getByLabel('元数据的 JSON Schema').fill('{"type": ');
      await page.getByText('不是有效的 JSON').waitFor();
      await page.getByLabel('名称').fill('shop');
      await page.getByLabel('说明').fill('要卖的东西');
      await page.getByLabel('元数据的 JSON Schema').fill('{"properties": {"price": {"type": "number"}}}');
      await dialog().getByRole('button', { name: '新建集合' }).click();
      await page.getByRole('heading', { name: 'shop', level: 1 }).waitFor();
      await page.getByText('0 项 · 模型 small · 128 维').waitFor();
      await page.getByText('这个集合还是空的').waitFor();
    });

    it('stores pictures and texts, and keeps those that were rejected, with the reason', async () => {
      await page.goto('/collections/shop');
      await button('添加文字').waitFor();
      await give(page, 'drop', { name: 'good.png', type: 'image/png', bytes: pictures[0]! });
      await dialog().waitFor();
      await give(page, 'paste', { name: 'bad.png', type: 'image/png', bytes: Buffer.from('no picture') });
      await dialog().getByRole('group').nth(1).waitFor();
      await button('再加文字').click();
      const drafts = dialog().getByRole('group');
      await drafts.nth(2).getByLabel('键').fill('good.png');
      await dialog().getByText('这里有两项用同一个键。').first().waitFor();
      await drafts.nth(2).getByLabel('键').fill('words');
      await drafts.nth(2).getByLabel('文字').fill('一把红色的雨伞');
      await drafts.nth(2).getByLabel('元数据').fill('{"price": "much"}');
      await button('添加 3 项').click();
      await dialog().getByText('2 项没有保存').waitFor();
      expect(await drafts.count()).toBe(2);
      await drafts.nth(0).getByText('IMAGE_UNREADABLE').waitFor();
      await drafts.nth(1).getByText('/price must be number').waitFor();
      expect(await barriers(page)).toEqual([]);
      await button('去掉第 1 项').click();
      await drafts.nth(0).getByLabel('元数据').fill('{"price": 12}');
      await button('添加 1 项').click();
      await dialog().waitFor({ state: 'detached' });
      await status('共 2 项').waitFor();
    });

    it('shows, changes and deletes an item', async () => {
      await page.goto('/collections/shop');
      await page.getByRole('searchbox', { name: '按键查找' }).fill('wor');
      await page.keyboard.press('Enter');
      await page.getByText('没有键为“wor”的条目。').waitFor();
      await page.getByRole('searchbox', { name: '按键查找' }).fill('words');
      await page.keyboard.press('Enter');
      await dialog().getByText('一把红色的雨伞').waitFor();
      await button('编辑').click();
      await dialog().getByLabel('文字').fill('一把蓝色的雨伞');
      await button('保存').click();
      await dialog().getByText('一把蓝色的雨伞').waitFor();
      expect(await dialog().locator('pre').textContent()).toContain('"price": 12');
      await button('删除').click();
      await dialog().getByText('不能恢复').waitFor();
      await dialog().getByRole('button', { name: '删除' }).click();
      await status('共 1 项').waitFor();
      await button('good.png').click();
      await expect
        .poll(() => page.evaluate('document.querySelector("dialog img").naturalWidth'))
        .toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('good.png');
    });

    it('imports a folder: progress as it goes on, what became of it, and what was rejected', async () => {
      await page.goto('/collections/shop?tab=import');
      await page.evaluate(`{
        window.progress = [];
        new MutationObserver(() => {
          const bar = document.querySelector('progress');
          if (bar !== null) window.progress.push(bar.parentElement.textContent);
        }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }`);
      await page.getByLabel('来源').selectOption('folder');
      await button('开始导入').click();
      await page.getByText('写一个路径。').waitFor();
      await page.getByRole('textbox', { name: '路径' }).fill('../elsewhere');
      await button('开始导入').click();
      await page.getByRole('alert').filter({ hasText: 'INVALID_INPUT' }).waitFor();
      await button('选择：路径').click();
      await dialog().getByRole('button', { name: 'lists' }).click();
      await dialog().getByText('没有下级文件夹。').waitFor();
      await dialog().getByRole('navigation').getByRole('button', { name: '数据文件夹' }).click();
      await dialog().getByRole('button', { name: 'shop' }).click();
      await dialog()
        .getByText(`这里有 ${pictureCount + 1} 张图片。`)
        .waitFor();
      expect(await barriers(page)).toEqual([]);
      // Nothing of the page behind it is to be seen through it.
      expect(await page.evaluate('getComputedStyle(document.querySelector("dialog")).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
      await button('选这个文件夹').click();
      expect(await page.getByRole('textbox', { name: '路径' }).inputValue()).toBe('shop');
      await button('开始导入').click();
      const job = page.getByRole('article', { name: '导入' });
      await job.getByText('已完成').waitFor({ timeout: 60_000 });
      expect(await page.evaluate('window.progress')).not.toEqual([]);
      await job.getByText('1 项没有导入').waitFor();
      const reject = job.getByRole('row').filter({ hasText: 'broken.png' });
      expect(await reject.textContent()).toContain('IMAGE_UNREADABLE');
      const address = await job.getByRole('link', { name: /rejects.jsonl/ }).getAttribute('href');
      expect(await (await page.request.get(address ?? '')).json()).toMatchObject({ key: 'broken.png' });
      await page.getByText(`${pictureCount + 1} 项 · 模型 small`).waitFor();
    }, 90_000);

    const newestJob = () => page.getByRole('article', { name: '导入' }).first();

    /** Chooses a list on the server, and starts. */
    async function importList(kind: string, name: string): Promise<void> {
      await page.getByLabel('来源').selectOption(kind);
      await button('选择：路径').click();
      await dialog().getByRole('button', { name: 'lists' }).click();
      await dialog().getByRole('button', { name }).click();
      await button('开始导入').click();
    }

    it('imports a CSV, a JSONL, and a zip that is uploaded', async () => {
      await ask('mutation { createCollection(input: { name: "lists" }) { collection { id } } }');
      await page.goto('/collections/lists?tab=import');
      await importList('csv', 'things.csv');
      await page.getByText('2 项 · 模型 small').waitFor();
      await importList('jsonl', 'things.jsonl');
      await page.getByText('3 项 · 模型 small').waitFor();
      await page.getByLabel('来源').selectOption('upload');
      await button('开始导入').click();
      await page.getByText('选一个 zip 文件。').waitFor();
      const bytes = await zipOf(pictures.slice(0, 2));
      await page
        .getByLabel('zip 文件')
        .setInputFiles({ name: 'more.zip', mimeType: 'application/zip', buffer: bytes });
      await button('开始导入').click();
      await page.getByText('5 项 · 模型 small').waitFor();
      await newestJob().getByText('导入：上传的 zip').waitFor();
      await tab('条目');
      await status('共 5 项').waitFor();
      await button('筛选').click();
      const filter = page.getByRole('region', { name: '按元数据筛选' });
      await filter.getByRole('button', { name: '加一个条件' }).click();
      await filter.getByLabel('条件', { exact: true }).selectOption({ label: '不小于' });
      await filter.getByLabel('值', { exact: true }).fill('5');
      await status('2 项符合条件').waitFor();
      expect(await page.locator('.item-tile .item-key').allTextContents()).toEqual(['b', 'c']);
      expect(await barriers(page)).toEqual([]);
    });

    it('pauses an import, shows its first rejects meanwhile, lets it go on, and cancels it', async () => {
      await page.goto('/collections/lists?tab=import');
      await importList('jsonl', 'many.jsonl');
      const act = (name: string) => newestJob().getByRole('button', { name }).click();
      await newestJob().getByText('进行中').waitFor();
      await newestJob().getByRole('progressbar').waitFor();
      await newestJob().getByText('1 项没有导入').waitFor();
      await act('暂停');
      await newestJob().getByText('已暂停').waitFor({ timeout: 60_000 });
      const reject = newestJob().getByRole('row').filter({ hasText: 'many.jsonl:1' });
      expect(await reject.textContent()).toContain('INVALID_INPUT');
      expect(await barriers(page)).toEqual([]);
      await act('继续');
      await newestJob().getByText('进行中').waitFor();
      await act('取消');
      await newestJob().getByText('已取消').waitFor({ timeout: 60_000 });
      await newestJob().getByRole('button', { name: '从中断处继续' }).waitFor();
      await ask('mutation { deleteCollection(name: "lists") { deleted } }');
    }, 90_000);

    it('shows thumbnails page by page, of which only those near the window are in the document', async () => {
      await page.goto('/collections/shop');
      await status(`已载入 100 / ${pictureCount + 1} 项`).waitFor();
      await expect
        .poll(() => page.evaluate('document.querySelector(".item-tile img").naturalWidth'))
        .toBeGreaterThan(0);
      await expect
        .poll(async () => {
          await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
          return page.getByRole('listitem').last().getAttribute('aria-posinset');
        })
        .toBe(String(pictureCount + 1));
      await status(`共 ${pictureCount + 1} 项`).waitFor();
      expect(await page.locator('.item-tile').count()).toBeLessThan(120);
    });

    it('finds copies of the same file, and deletes all but the oldest', async () => {
      await page.goto('/collections/shop?tab=duplicates');
      await page.getByLabel('有多像').selectOption('same');
      const group = page.getByRole('region', { name: /^第 1 组，2 项/ });
      await group.getByText('同一文件').first().waitFor();
      await group.getByRole('button', { name: '删除同一文件的副本' }).click();
      await dialog().getByText('0.png').waitFor();
      await dialog().getByRole('button', { name: '删除 1 项' }).click();
      await page.getByText(`${pictureCount} 项 · 模型 small`).waitFor();
    });

    it('builds another index and says how good it is', async () => {
      await page.goto('/collections/shop?tab=index');
      const form = page.getByRole('region', { name: '换一个索引' });
      await form.getByLabel('类型').selectOption('HNSW_HALF');
      await button('开始建索引').click();
      const inUse = page.getByRole('region', { name: '正在使用的索引' });
      await inUse.getByText('HNSW 半精度').waitFor({ timeout: 60_000 });
      await inUse.getByText(/次查询/).waitFor({ timeout: 60_000 });
    }, 90_000);

    it('says why a move to another model failed, goes on from there, and gives it up', async () => {
      const tower = join(tuwen.home, 'models/larger/image.onnx');
      await rename(tower, `${tower}.away`);
      await page.goto('/collections/shop?tab=model');
      await page.getByLabel('新模型').selectOption('larger');
      await button('开始生成新向量').click();
      const job = page.getByRole('article', { name: '生成 larger 的向量' });
      await job.getByRole('alert').filter({ hasText: '没有完成' }).waitFor({ timeout: 60_000 });
      expect(await barriers(page)).toEqual([]);
      await rename(`${tower}.away`, tower);
      await button('从中断处继续').click();
      await button('切换到 larger').waitFor({ timeout: 60_000 });
      await button('放弃这次更换').click();
      await dialog().getByText('集合继续用 small').waitFor();
      await dialog().getByRole('button', { name: '放弃这次更换' }).click();
      await page.getByText('现在用的模型是 small。').waitFor();
    }, 90_000);

    /** Loads the page anew; its first answer is from the moment when all vectors were there and were not compared yet. */
    async function openWhileComparing(): Promise<void> {
      let isFirst = true;
      await page.route('**/graphql', async (route) => {
        if (!isFirst || !route.request().postData()?.includes('query ModelChange(')) return route.fallback();
        isFirst = false;
        const response = await route.fetch();
        const { data } = await response.json();
        const { modelChange } = data.collection;
        Object.assign(modelChange, { overlap: null, job: { ...modelChange.job, state: 'RUNNING' } });
        return route.fulfill({ response, json: { data } });
      });
      await page.reload();
    }

    it('moves to another model and back, step by step, and tries again what could not be read', async () => {
      const sha256 = createHash('sha256').update(pictures[7]!).digest('hex');
      const picture = blobPath(join(tuwen.home, 'pictures'), sha256);
      await rename(picture, `${picture}.away`);
      await page.goto('/collections/shop?tab=model');
      await page.getByLabel('新模型').selectOption('larger');
      await button('开始生成新向量').click();
      const present = page.locator('[aria-current="step"]');
      const failures = (title: string) =>
        page
          .getByRole('table', { name: title })
          .getByRole('row', { name: /^7\.png larger .* NOT_FOUND$/ })
          .waitFor();
      const sameHits = (title: string) =>
        page.getByRole('list', { name: title }).locator('.bar-value').first().textContent();
      await failures('1 张图片模型读不了，用该模型搜不到它们');
      expect(await present.textContent()).toContain('切换');
      expect(await sameHits('结果会怎么变')).toMatch(/^\d+%$/);
      expect(await barriers(page)).toEqual([]);
      await page.getByLabel('我知道，仍然切换').check();
      await button('切换到 larger').click();
      await button('退回 small').waitFor();
      await page.getByText('模型 larger · 128 维').waitFor();
      await failures('1 张图片模型读不了，用该模型搜不到它们');
      expect(await sameHits('结果怎么变了')).toMatch(/^\d+%$/);
      expect(await button('再试一次').count()).toBe(0);
      expect(await barriers(page)).toEqual([]);
      await button('退回 small').click();
      await rename(`${picture}.away`, picture);
      await button('再试一次').click();
      await expect.poll(() => button('切换到 larger').isEnabled(), { timeout: 60_000 }).toBe(true);
      expect(await page.getByText('读不了').count()).toBe(0);
      await openWhileComparing();
      expect(await sameHits('结果会怎么变')).toMatch(/^\d+%$/);
      await button('切换到 larger').click();
      await button('结束，删除旧向量').click();
      await dialog().getByRole('button', { name: '结束，删除旧向量' }).click();
      await page.getByText('已经换到 larger。').waitFor();
    }, 120_000);

    it('changes the description and the schema, and says which items do not fit', async () => {
      await page.goto('/collections/shop?tab=settings');
      await page.getByLabel('说明', { exact: true }).fill('都是表情');
      await page.getByLabel('元数据的 JSON Schema').fill('{"required": ["price"]}');
      await button('保存').click();
      await page.getByRole('alert').filter({ hasText: 'good.png' }).waitFor();
      await page.getByLabel('已存的条目不符合时').selectOption('KEEP');
      await button('保存').click();
      await status(/已保存；\d+ 个已存条目/).waitFor();
      await page.getByRole('heading', { level: 1 }).locator('..').getByText('都是表情').waitFor();
    });

    it('loads and unloads models, shows their certificates, and chooses the default', async () => {
      await page.goto('/models');
      const small = page.getByRole('article', { name: 'small' });
      const certificate = small.getByRole('row').filter({ hasText: 'INT8' });
      expect(await certificate.textContent()).toMatch(/0\.99\d+.*通过/);
      await small.getByLabel('small 的精度', { exact: true }).selectOption('INT8');
      await button('加载 small').click();
      await small.getByText('INT8，CPU').waitFor();
      await button('卸载 small').click();
      await small.getByText('未加载').waitFor();
      await button('把 larger 设为默认模型').click();
      await page.getByRole('article', { name: 'larger' }).getByText('默认', { exact: true }).waitFor();
      await button('停用插件 siglip2').click();
      await button('启用插件 siglip2').click();
      await button('停用插件 siglip2').waitFor();
      const broken = page.getByRole('row').filter({ hasText: 'broken-plugin' });
      expect(await broken.getByRole('button').count()).toBe(0);
      await page
        .getByRole('status')
        .filter({ hasText: /broken-plugin.*99/ })
        .waitFor();
    });

    it('offers a reader nothing that only others may do', async () => {
      await close();
      await open(readerKey);
      await page.goto('/collections');
      await page.getByRole('link', { name: /shop/ }).waitFor();
      expect(await button('新建集合').count()).toBe(0);
      await page.goto('/collections/shop');
      await page.locator('.item-tile').first().click();
      await dialog().getByText('SHA-256').waitFor();
      expect(await button(/编辑|删除|添加/).count()).toBe(0);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('tab').allTextContents()).toEqual(['条目', '重复', '索引', '模型']);
      await tab('索引');
      await page.getByText('只有管理员能换索引。').waitFor();
      await tab('模型');
      await page.getByText('只有管理员能换模型。').waitFor();
      await page.goto('/models');
      await page.getByRole('article', { name: 'small' }).waitFor();
      await page.getByText('taiyi').first().waitFor();
      expect(await button(/加载|卸载|默认|停用/).count()).toBe(0);
    });

    it('offers an editor what editors may do, and says what is left to administrators', async () => {
      await close();
      await open(editorKey);
      await page.goto('/collections');
      await button('新建集合').waitFor();
      await page.getByRole('link', { name: /shop/ }).click();
      await button('添加文字').waitFor();
      expect(await page.getByRole('tab').allTextContents()).toContain('导入');
      await tab('索引');
      await page.getByText('只有管理员能换索引。').waitFor();
      await tab('模型');
      await page.getByText('只有管理员能换模型。').waitFor();
      await page.goto('/models');
      await page.getByText('taiyi').first().waitFor();
      expect(await button(/加载|卸载|默认|停用/).count()).toBe(0);
      await page.goto('/evaluations?tab=datasets');
      await page.getByText('还没有登记数据集').waitFor();
      expect(await button('登记数据集').count()).toBe(0);
      await page.goto('/access');
      await page.getByText('密钥和审计日志只对管理员开放').waitFor();
      expect(await page.getByRole('tab').count()).toBe(0);
    });

    const paths = [
      '/collections',
      ...['items', 'import', 'duplicates', 'index', 'model', 'settings'].map(
        (name) => `/collections/shop?tab=${name}`,
      ),
      '/collections/missing',
      '/models',
    ];

    it('has no barriers in either theme, and needs no sideways scrolling on any screen', async () => {
      for (const path of paths) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await barriers(page), `${path} ${colorScheme}`).toEqual([]);
        }
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          await expect
            .poll(() => page.evaluate('document.documentElement.scrollWidth'), { message: path })
            .toBeLessThanOrEqual(width);
        }
      }
    }, 90_000);

    it('deletes a collection of whoever types its name', async () => {
      await page.goto('/collections/shop?tab=settings');
      await button('删除集合').click();
      await dialog().getByRole('textbox').fill('shops');
      await dialog().getByRole('button', { name: '删除集合' }).click();
      await page.getByText('这不是集合的名称。').waitFor();
      await dialog().getByRole('textbox').fill('shop');
      await dialog().getByRole('button', { name: '删除集合' }).click();
      await page.getByText('还没有集合').waitFor();
      await page.goto('/collections/shop');
      await page.getByText('没有集合“shop”').waitFor();
    });
  },
);
