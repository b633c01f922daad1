/**
 * @file `npm run screenshots [-- name …]`: writes the pictures of the web app in docs/images from a server with a fresh
 * home, as a browser shows them.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { packageRoot } from '../adapters/files/package-root.ts';
import { startBrowser } from './browser.ts';
import { startServerProcess } from './server-process.ts';

interface Shot {
  /** Of the file, without `.png`. */
  readonly name: string;
  readonly path: string;
  readonly options: BrowserContextOptions;
  /** Brings the page to what is to be seen. */
  readonly prepare: (page: Page) => Promise<void>;
}

const chinese = { locale: 'zh-CN', colorScheme: 'light' } as const;
const english = { locale: 'en-US', colorScheme: 'dark' } as const;
const drawings = join(packageRoot, 'starter/emoji-cn');
const mix = new URLSearchParams([
  ['q', '红色'],
  ['p', '1:text:雨伞'],
  ['p', '-0.5:text:人'],
]);

const shots: readonly Shot[] = [
  { name: 'search', path: '/?q=雨伞', options: chinese, prepare: relevanceShown },
  {
    name: 'search-explained',
    path: `/?${mix}`,
    options: english,
    prepare: async (page) => {
      await relevanceShown(page);
      await page.locator('.item-open').first().click();
      await page.locator('.item-detail table').waitFor();
    },
  },
  {
    name: 'classify',
    path: '/classify',
    options: { ...english, colorScheme: 'light' },
    prepare: async (page) => {
      await choose(page, 'From a collection', '雨伞');
      await page.locator('.bars li').first().waitFor();
    },
  },
  {
    name: 'similarity',
    path: '/similarity',
    options: { ...chinese, colorScheme: 'dark' },
    prepare: async (page) => {
      for (const text of ['雨伞', '猫脸', '生日蛋糕', '无轨电车']) await choose(page, '从集合里选', text);
      await page.locator('.heat-map tbody tr').nth(3).waitFor();
      await page.locator('.stale').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'collection',
    path: '/collections/emoji',
    options: chinese,
    prepare: (page) => page.locator('main img').first().waitFor(),
  },
  {
    name: 'models',
    path: '/models',
    options: english,
    prepare: (page) => page.getByText('starter').first().waitFor(),
  },
  {
    name: 'evaluation',
    path: '/evaluations',
    options: { ...english, colorScheme: 'light' },
    prepare: evaluate,
  },
  {
    name: 'access',
    path: '/access',
    options: { ...chinese, colorScheme: 'dark' },
    prepare: (page) => page.getByRole('tab').first().waitFor(),
  },
];

const registerDrawings = `mutation ($images: String!, $texts: String!) {
  registerDataset(input: { name: "emoji-cn", retrieval: { images: $images, texts: $texts } }) { dataset { name } }
}`;
const startEvaluation = 'mutation { startRetrievalEvaluation(input: { dataset: "emoji-cn" }) { id } }';

/** Evaluates the bundled model on the drawings that come with it, and opens the result. */
async function evaluate(page: Page): Promise<void> {
  const variables = { images: join(drawings, 'valid_imgs.tsv'), texts: join(drawings, 'valid_texts.jsonl') };
  await page.request.post('/graphql', { data: { query: registerDrawings, variables } });
  const response = await page.request.post('/graphql', { data: { query: startEvaluation } });
  const { data } = (await response.json()) as { data: { startRetrievalEvaluation: { id: string } } };
  await page.goto(`/evaluations/${data.startRetrievalEvaluation.id}`);
  await page.locator('.bars').first().waitFor({ timeout: 300_000 });
}

/** Until the first search has made the server estimate it, hits have scores alone. */
async function relevanceShown(page: Page): Promise<void> {
  const score = page.locator('[aria-busy="false"] .item-score').first();
  for (let tries = 0; tries < 60; tries++) {
    await score.waitFor();
    if ((await score.textContent())?.includes('%')) return;
    await page.waitForTimeout(1000);
    await page.reload();
  }
  throw new Error('hits have no relevance after a minute');
}

/** Takes the best picture of a search from the first collection. */
async function choose(page: Page, button: string, text: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.getByRole('dialog');
  const answer = page.waitForResponse((response) => response.request().postData()?.includes(text) ?? false);
  await dialog.getByRole('searchbox').fill(text);
  await (await answer).finished();
  await page.waitForTimeout(200);
  await dialog.locator('.picker button').first().click();
}

async function take(
  browser: Browser,
  baseURL: string,
  { name, path, options, prepare }: Shot,
): Promise<void> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ baseURL, viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.addInitScript("localStorage.setItem('tuwen.open-mode', 'hidden')");
  await page.goto(path);
  await prepare(page);
  await page.waitForLoadState('networkidle');
  // A few dozen colours are enough for pages, and a third of the bytes.
  const png = await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toBuffer();
  await writeFile(join(packageRoot, 'docs/images', `${name}.png`), png);
  console.log(`${name}.png ${Math.round(png.length / 1024)} KB`);
  await context.close();
}

const wanted = process.argv.slice(2);
const server = await startServerProcess(undefined, { TUWEN_DATASETS: drawings });
const browser = await startBrowser();
try {
  for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await take(browser, server.url, shot);
  }
} finally {
  await browser.close();
  await server.stop();
}
