import type { Browser, BrowserContextOptions, CDPSession, Locator, Page } from 'playwright-core';

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

/** The results, once they are there. */
export async function results(page: Page): Promise<Locator> {
  await page.locator('#grid:not([aria-busy]) .score').first().waitFor();
  return page.locator('#grid .card');
}

/** Types a text and presses Enter. */
export async function search(page: Page, text: string): Promise<Locator> {
  await page.getByRole('searchbox').fill(text);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === text);
  await page.locator('#results-title', { hasText: text }).waitFor();
  return results(page);
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

const namedRoles = new Set([
  'searchbox',
  'textbox',
  'button',
  'link',
  'combobox',
  'checkbox',
  'image',
  'listbox',
]);

/** Roles of the controls and pictures that a screen reader would find without a name, and how many it found. */
export async function namelessControls(page: Page): Promise<{ found: number; nameless: readonly string[] }> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const controls = nodes.filter((node) => !node.ignored && namedRoles.has(String(node.role?.value)));
  const nameless = controls.filter((node) => String(node.name?.value ?? '').trim() === '');
  return { found: controls.length, nameless: nameless.map((node) => String(node.role?.value)) };
}
