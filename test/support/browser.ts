export { browserPath, startBrowser } from '../../bench/browser.ts';
