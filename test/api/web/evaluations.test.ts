import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { homeWithGallery } from '../../support/home-template.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../../support/tuwen-process.ts';
import { barriers, type OpenPage, openPage } from './page-fixture.ts';

const START_TIMEOUT_MS = 240_000;
const adminKey = 'correct-horse-battery-staple';
const gallery = fileURLToPath(new URL('../../../starter/emoji-cn/', import.meta.url));
const labels = ['猫', '雨伞', '火车', '心'];

const linesOf = async (name: string): Promise<readonly string[]> =>
  (await readFile(join(gallery, name), 'utf8')).trimEnd().split('\n');

/** Drawings of the starter: 40 of them with their texts, and some by class. */
async function writeDatasets(folder: string): Promise<void> {
  const [pictures, texts, items] = await Promise.all(
    ['valid_imgs.tsv', 'valid_texts.jsonl', 'items.jsonl'].map(linesOf),
  );
  const shown = new Set(pictures!.slice(0, 40).map((line) => line.split('\t')[0]));
  const fitting = texts!.filter((line) =>
    (JSON.parse(line) as { image_ids: number[] }).image_ids.every((id) => shown.has(String(id))),
  );
  await writeFile(join(folder, 'imgs.tsv'), `${pictures!.slice(0, 40).join('\n')}\n`);
  await writeFile(join(folder, 'texts.jsonl'), `${fitting.join('\n')}\n`);
  const bytesOf = new Map(pictures!.map((line) => line.split('\t') as [string, string]));
  for (const [i, label] of labels.entries()) {
    const home = join(folder, 'classes', String(i));
    await mkdir(home, { recursive: true });
    const ofClass = items!
      .map((line) => JSON.parse(line) as { image_id: number; label: string; tags: string[] })
      .filter((item) => item.label.includes(label) || item.tags.includes(label));
    for (const { image_id: id } of ofClass.slice(0, 6))
      await writeFile(join(home, `${id}.png`), Buffer.from(bytesOf.get(String(id)) ?? '', 'base64'));
  }
  await writeFile(join(folder, 'label_cn.txt'), `${labels.join('\n')}\n`);
}

describe.skipIf(browserPath === undefined || !hasStarter)(
  'evaluations and access in the web app (needs Chromium and starter/starter.pt)',
  { timeout: 120_000 },
  () => {
    let folder: string;
    let tuwen: TuwenProcess;
    let browser: Browser;
    let opened: OpenPage;
    let page: Page;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tuwen-sets-'));
      await writeDatasets(folder);
      const environment = { TUWEN_ADMIN_KEY: adminKey, TUWEN_DATASETS: folder };
      const home = await homeWithGallery();
      [tuwen, browser] = await Promise.all([startTuwen(START_TIMEOUT_MS, environment, home), startBrowser()]);
    }, 2 * START_TIMEOUT_MS);

    afterAll(async () => {
      await browser?.close();
      await tuwen?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    beforeEach(async () => {
      // Colours that are on their way from one theme to the other have no contrast to speak of.
      opened = await openPage(browser, tuwen.url, { locale: 'zh-CN', reducedMotion: 'reduce' });
      page = opened.page;
      await signIn(page, adminKey);
    });

    afterEach(async () => {
      await page.context().close();
      expect(opened.strays).toEqual([]);
    });

    const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });
    const dialog = () => page.getByRole('dialog');

    async function signIn(on: Page, key: string): Promise<void> {
      await on.goto('/evaluations');
      await on.locator('input[type="password"]').fill(key);
      await on.keyboard.press('Enter');
      await on.getByRole('tablist').waitFor();
      // The browser itself writes the refusal of the first question to its console.
      (opened.complaints as string[]).length = 0;
    }

    async function start(kind: string): Promise<string> {
      await page.goto('/evaluations');
      await page.getByRole('button', { name: '新建评测' }).first().click();
      await dialog().getByLabel('种类').selectOption({ label: kind });
      await dialog().getByRole('button', { name: '开始' }).click();
      await page.waitForURL(/\/evaluations\/\d+$/);
      return /\d+$/.exec(page.url())![0];
    }

    async function noBarriers(): Promise<void> {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriers(page), colorScheme).toEqual([]);
      }
    }

    it("registers data sets, with the server's words where one is not there", async () => {
      await page.goto('/evaluations?tab=datasets');
      await page.getByText('还没有登记数据集').waitFor();
      await page.getByRole('button', { name: '登记数据集' }).click();
      const submit = dialog().getByRole('button', { name: '登记数据集' });
      await dialog().getByLabel('名称', { exact: true }).fill('drawings');
      await dialog().getByLabel('图片', { exact: true }).fill('nowhere.tsv');
      await dialog().getByLabel('文字', { exact: true }).fill('texts.jsonl');
      await submit.click();
      await dialog().getByRole('alert').filter({ hasText: 'INVALID_INPUT' }).waitFor();
      await dialog().getByLabel('图片', { exact: true }).fill('imgs.tsv');
      await submit.click();
      await page.getByRole('heading', { name: 'drawings' }).waitFor();
      await page.getByRole('button', { name: '登记数据集' }).click();
      await dialog().getByText('分类', { exact: true }).click();
      await dialog().getByLabel('名称', { exact: true }).fill('things');
      await dialog().getByLabel('图片文件夹', { exact: true }).fill('classes');
      await submit.click();
      await page.getByRole('heading', { name: 'things' }).waitFor();
      await noBarriers();
      await page.getByRole('button', { name: '检查' }).first().click();
      await page.getByText('drawings 没有发现问题').waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('evaluates retrieval to its end: bars of both directions, and files', async () => {
      await start('检索');
      await heading(/^检索 #\d+$/).waitFor();
      const bars = page.getByRole('list', { name: '文字找图片' });
      await bars.waitFor({ timeout: 60_000 });
      const values = (await bars.locator('.bar-value').allTextContents()).map(Number.parseFloat);
      expect(values).toHaveLength(4);
      expect(values[2]).toBeGreaterThan(50);
      expect(values).toEqual(
        values
          .slice(0, 3)
          .sort((a, b) => a - b)
          .concat(values[3]!),
      );
      await page.getByRole('list', { name: '图片找文字' }).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'outcomes.jsonl' }).click();
      const file = await readFile(await (await download).path(), 'utf8');
      expect(file).toContain('{"direction":"text-to-image","id":1,"rank":');
      await noBarriers();
      expect(opened.complaints).toEqual([]);
    });

    it('evaluates zero-shot with two sets of prompts: classes in any order, confusions as a heat map', async () => {
      await page.goto('/evaluations');
      await page.getByRole('button', { name: '新建评测' }).click();
      await dialog().getByLabel('种类').selectOption({ label: '零样本分类' });
      const add = dialog().getByRole('button', { name: '添加一组' });
      await add.click();
      await dialog().getByLabel('提示', { exact: true }).fill('没有空位');
      await dialog().getByText('每个提示里要有且只有一个').waitFor();
      await dialog().getByLabel('提示', { exact: true }).fill('{}');
      await add.click();
      await dialog().getByLabel('提示', { exact: true }).last().fill('{}的图标\n一个{}的表情符号');
      await noBarriers();
      await dialog().getByRole('button', { name: '开始' }).click();
      const scores = page.getByRole('table', { name: '得分' });
      await scores.waitFor({ timeout: 60_000 });
      expect(await scores.getByRole('rowheader').allTextContents()).toEqual([
        '第 1 组（1 条）',
        '第 2 组（2 条）',
      ]);
      const map = page.getByRole('table', { name: '各类别的图片被认作了什么' });
      await map.waitFor();
      expect(await map.getByRole('rowheader').allTextContents()).toEqual(labels);
      const diagonal = (await map.locator('.marked').allTextContents()).map(Number);
      expect(diagonal.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(8);
      const classes = page.getByRole('table', { name: '各个类别' });
      const names = () => classes.getByRole('rowheader').allTextContents();
      expect(await names()).toEqual(labels);
      const shares = async () =>
        (await classes.locator('tbody td:nth-child(2)').allTextContents()).map(Number.parseFloat);
      await classes.getByRole('button', { name: '正确' }).click();
      expect(await shares()).toEqual((await shares()).sort((a, b) => b - a));
      expect(await classes.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');
      const asked = page.waitForResponse((answer) =>
        Boolean(answer.request().postData()?.includes('"templates":"第 2 组"')),
      );
      await page.getByLabel('提示模板').selectOption({ label: '第 2 组（2 条）' });
      expect((await (await asked).json()).data.classReport.templates).toBe('第 2 组');
      await page.locator('[aria-busy="false"] .confusion-map').waitFor();
      await noBarriers();
      expect(opened.complaints).toEqual([]);
    });

    it("runs over ELEVATER's sets to a pack that is downloaded, refuses one registered twice, and removes data sets", async () => {
      for (const name of ['memes', 'memes-again']) {
        await page.goto('/evaluations?tab=datasets');
        await page.getByRole('button', { name: '登记数据集' }).click();
        await dialog().getByText('分类', { exact: true }).click();
        await dialog().getByLabel('名称', { exact: true }).fill(name);
        await dialog().getByRole('button', { name: '选择：图片文件夹' }).click();
        await dialog().last().getByRole('button', { name: 'classes' }).click();
        await dialog().last().getByRole('button', { name: '选这个文件夹' }).click();
        await dialog()
          .getByLabel(/ELEVATER/)
          .fill('dtd');
        await dialog().getByRole('button', { name: '登记数据集' }).click();
        await page.getByRole('heading', { name, exact: true }).waitFor();
      }
      await page.goto('/evaluations');
      await page.getByRole('button', { name: '新建评测' }).click();
      await dialog().getByLabel('种类').selectOption({ label: 'ELEVATER' });
      await dialog().getByLabel('dtd：登记了不止一次（memes, memes-again）').waitFor();
      await noBarriers();
      await dialog().getByRole('button', { name: '开始' }).click();
      await dialog().getByRole('alert').filter({ hasText: 'both registered' }).waitFor();
      await page.goto('/evaluations?tab=datasets');
      await page
        .getByRole('listitem')
        .filter({ hasText: 'memes-again' })
        .getByRole('button', { name: '移除' })
        .click();
      await dialog().getByRole('button', { name: '移除' }).click();
      await page.getByRole('heading', { name: 'memes-again', exact: true }).waitFor({ state: 'detached' });
      await page.goto('/evaluations');
      await page.getByRole('button', { name: '新建评测' }).click();
      await dialog().getByLabel('种类').selectOption({ label: 'ELEVATER' });
      await dialog().getByLabel('提示模板').selectOption('CHINESE_CLIP');
      await dialog().getByLabel('数据集不全也生成提交包').check();
      await dialog().getByRole('button', { name: '开始' }).click();
      const pack = page.getByRole('link', { name: /提交包/ });
      await pack.waitFor({ timeout: 60_000 });
      expect(
        await page.getByRole('table', { name: '得分' }).getByRole('rowheader').allTextContents(),
      ).toEqual([expect.stringContaining('dtd')]);
      const download = page.waitForEvent('download');
      await pack.click();
      const bytes = await readFile(await (await download).path());
      expect(bytes.subarray(0, 2).toString()).toBe('PK');
      await noBarriers();
      expect(opened.complaints).toEqual([]);
    });

    it('compares two evaluations at an address of its own, and asks whether a model may be promoted', async () => {
      const candidate = await start('检索');
      await page.getByRole('list', { name: '文字找图片' }).waitFor({ timeout: 60_000 });
      await page.goto('/evaluations');
      await page.getByLabel('种类').selectOption({ label: '检索' });
      const boxes = page.getByRole('checkbox');
      await expect.poll(() => boxes.count()).toBe(2);
      for (const box of await boxes.all()) await box.check();
      await noBarriers();
      await page.getByRole('button', { name: '比较' }).click();
      await page.waitForURL(new RegExp(`/evaluations/${candidate}/against/\\d+$`));
      await page.reload();
      const measures = page.getByRole('table', { name: '文字找图片: 指标' });
      await measures.waitFor();
      expect(await measures.getByRole('rowheader').allTextContents()).toEqual([
        'R@1',
        'R@5',
        'R@10',
        '平均召回',
      ]);
      await page.getByText('分不出高下').first().waitFor();
      await page.getByText('候选做得更好：0 个').first().waitFor();
      await noBarriers();
      await page.getByRole('button', { name: '设为默认模型…' }).click();
      await dialog().getByRole('button', { name: '检验并设为默认' }).click();
      await dialog().getByRole('status').filter({ hasText: '现在是默认模型' }).waitFor();
      // The gate's own refusal needs a second model; its figures are drawn from this answer.
      await page.route('**/graphql', (route) =>
        route.request().postData()?.includes('promoteModel') === true
          ? route.fulfill({ json: refusal })
          : route.continue(),
      );
      await page.reload();
      await page.getByRole('button', { name: '设为默认模型…' }).click();
      await dialog().getByRole('button', { name: '检验并设为默认' }).click();
      await dialog().getByText('-4.25 … +0.75').waitFor();
      await noBarriers();
      expect(opened.complaints).toEqual([]);
    });

    it('makes a key, shows it once, and offers its reader nothing more than reading', async () => {
      await page.goto('/access');
      await page.getByRole('button', { name: '新建密钥' }).click();
      await dialog().getByLabel('名称').fill('前台');
      await dialog().getByRole('button', { name: '创建' }).click();
      const key = (await dialog().locator('.secret code').textContent()) ?? '';
      expect(key).toMatch(/^tuwen_[a-z2-7]{8}_/);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await dialog().getByRole('button', { name: '复制' }).click();
      await dialog().getByRole('button', { name: '已复制' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key);
      await noBarriers();
      await dialog().getByRole('button', { name: '已经保存好了' }).click();
      await page.getByRole('rowheader', { name: /前台/ }).waitFor();
      expect(await page.content()).not.toContain(key);
      await noBarriers();
      const reader = await openPage(browser, tuwen.url, { locale: 'zh-CN' });
      await signIn(reader.page, key);
      expect(await reader.page.getByRole('button', { name: '新建评测' }).count()).toBe(0);
      await reader.page.getByRole('link', { name: /^检索/ }).first().click();
      await reader.page.getByText('下载需要“编辑”角色的密钥').waitFor();
      await reader.page.goto('/evaluations?tab=datasets');
      await reader.page.getByRole('heading', { name: 'things' }).waitFor();
      expect(await reader.page.locator('main .button').count()).toBe(0);
      await reader.page.goto('/access');
      await reader.page.getByText('密钥和审计日志只对管理员开放').waitFor();
      expect(await reader.page.getByRole('tab').count()).toBe(0);
      await page.getByRole('button', { name: '撤销 前台' }).click();
      await dialog().getByRole('button', { name: '撤销' }).click();
      await page.getByText('已撤销').waitFor();
      await reader.page.reload();
      await reader.page.getByText('服务器不认识这个密钥').waitFor();
      await reader.page.context().close();
    });

    it('finds in the audit log what was done', async () => {
      await page.goto('/access?tab=audit');
      const rows = page.getByRole('table', { name: '审计日志' }).locator('tbody tr');
      await rows.first().waitFor();
      expect(await rows.first().textContent()).toContain('revokeApiKey');
      await page.getByText('失败', { exact: true }).click();
      await expect.poll(() => rows.count()).toBe(2);
      expect(await rows.first().textContent()).toMatch(/startElevaterRun.*INVALID_INPUT/);
      expect(await rows.last().textContent()).toMatch(/registerDataset.*INVALID_INPUT/);
      await page.getByRole('button', { name: '清除筛选' }).click();
      await page.getByRole('button', { name: 'startRetrievalEvaluation' }).first().click();
      await expect.poll(() => rows.count()).toBe(2);
      await rows.first().getByText('参数').click();
      await rows.first().getByText('"drawings"').waitFor();
      await noBarriers();
      await page.getByRole('button', { name: '清除筛选' }).click();
      await page.evaluate(`Promise.all(Array.from({ length: 60 }, (_, i) => fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer ${adminKey}' },
        body: JSON.stringify({ query: 'mutation { removeDataset(name: "none-' + i + '") { removed } }' }),
      })))`);
      await page.reload();
      await expect.poll(() => rows.count()).toBe(50);
      await page.getByRole('button', { name: '更早的' }).click();
      await expect.poll(() => rows.count()).toBeGreaterThan(60);
      await page.getByLabel('操作名称').fill('nothing');
      await page.getByText('没有符合筛选的记录').waitFor();
      expect(opened.complaints).toEqual([]);
    });

    it('says what open mode is only where it is on, and fits narrow windows in both languages', async () => {
      await page.goto('/access');
      await page.getByText('管理员密钥 TUWEN_ADMIN_KEY').waitFor();
      expect(await page.getByText('开放模式').count()).toBe(0);
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByText('English').click();
      for (const path of [
        '/evaluations',
        '/evaluations/2',
        '/evaluations/3',
        '/access',
        '/access?tab=audit',
      ]) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(390);
        expect(
          await page.evaluate('document.querySelector("nav [aria-current]").getBoundingClientRect().right'),
          path,
        ).toBeLessThan(391);
      }
      await page.goto('/evaluations/999');
      await page.getByText('There is no evaluation #999').waitFor();
    });
  },
);

const refusal = {
  data: { promoteModel: null },
  errors: [
    {
      message: 'text-to-image: mean recall goes from 60.00 to 58.25.',
      extensions: {
        code: 'PROMOTION_REFUSED',
        remedy: 'More than 1 points may be lost.',
        details: {
          part: 'text-to-image',
          measure: 'mean recall',
          baseline: 60,
          candidate: 58.25,
          value: -1.75,
          low: -4.25,
          high: 0.75,
          p: 0.2,
          tolerance: 1,
        },
      },
    },
  ],
};
