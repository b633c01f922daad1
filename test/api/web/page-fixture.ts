import { fileURLToPath } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Folder of the app that the build made. */
export const builtApp = fileURLToPath(new URL('../../../dist/web', import.meta.url));

/** A page of its own, with what it asked for and what it complained about. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses asked for that are not the server's. */
  readonly strays: readonly string[];
  /** Errors of the console and of scripts. */
  readonly complaints: readonly string[];
}

/** Opens a new profile on an empty page. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  options?: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({ baseURL, ...options });
  const page = await context.newPage();
  const strays: string[] = [];
  const complaints: string[] = [];
  const own = [`${baseURL}/`, `blob:${baseURL}/`, 'data:'];
  context.on('request', (request) => {
    if (!own.some((start) => request.url().startsWith(start))) strays.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, strays, complaints };
}

export interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Drops or pastes a file on the page, as a real `DataTransfer`. */
export async function give(page: Page, how: 'drop' | 'paste', file: GivenFile): Promise<void> {
  const [bytes, name, type] = [file.bytes.toString('base64'), file.name, file.type].map((part) =>
    JSON.stringify(part),
  );
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob(${bytes}), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${name}, { type: ${type} }));
    const options = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(${how === 'drop'}
      ? new DragEvent('drop', { ...options, dataTransfer: transfer })
      : new ClipboardEvent('paste', { ...options, clipboardData: transfer }));
  }`);
}

/** What axe-core finds wrong on the page now, as `rule: element`. */
export async function barriers(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  // All rules are tried; of what passes them nothing is told.
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
