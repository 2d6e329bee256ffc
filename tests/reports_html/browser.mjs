// What the tests in a browser share: chromium by playwright-core, a page that reports whatever goes wrong on it, axe.
import { readFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { STREAMGUARD_CHROMIUM: chromiumPath, STREAMGUARD_PLAYWRIGHT: playwright, STREAMGUARD_AXE: axe } = process.env;

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

// Nothing of the browser itself may look for a network.
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

export async function withBrowser(work) {
  if (!existsSync(chromiumPath ?? '')) skip('there is no chromium; packaging/dependencies browser installs it');
  for (const folder of [playwright, axe]) {
    if (!existsSync(folder ?? '')) skip(`there is no ${folder}; packaging/test_modules brings it`);
  }
  const { chromium } = await import(pathToFileURL(path.join(playwright, 'index.mjs')));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'streamguard-page-'));
  const browser = await chromium.launch({ executablePath: chromiumPath, args: QUIET });
  try {
    await work(browser, folder);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

// Opens the file; `troubles` gathers what no page of ours may do: errors, words on the console, requests, dialogs.
export async function openPage(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000); // A slow machine is no fault of the page.
  const troubles = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    // The page itself, and the empty icon that lies in it.
    if (request.url() !== address && !request.url().startsWith('data:,')) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, context, troubles };
}

// What axe finds against WCAG 2.2 AA and its own best practices, in words.
export async function accessibilityFaults(page) {
  await page.evaluate(readFileSync(path.join(axe, 'axe.min.js'), 'utf8'));
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return found.violations.flatMap((violation) => violation.nodes.map(
    (node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}

// Nothing sticks out of the page to the right.
export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
