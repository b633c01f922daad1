import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** The browser that tests of pages and screenshots drive, or undefined where there is none; the tests are then skipped by name. */
export const browserPath = candidates.find((path) => path !== undefined && path !== '' && existsSync(path));

/** Starts the browser with a new profile and without its own calls to the outside. */
export function startBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error('no Chromium: set CHROMIUM_PATH');
  return chromium.launch({
    executablePath: browserPath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
