// The live page of a real run, slowed by a collector that rests between checkpoints, in a browser: its numbers grow, it is
// usable by everybody, texts of a plugin stay texts, nothing goes wrong on it, and it says how the run ended; and, of a run
// that is killed, that the connection broke.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { accessibilityFaults, overflow, withBrowser } from '../reports_html/browser.mjs';

const { STREAMGUARD_PROGRAM: program, STREAMGUARD_TEST_PLUGINS: plugins, STREAMGUARD_PICTURES: pictures } = process.env;
const patience = 120_000;

function manifest(folder, name, count) {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, `version: 1
name: ${name} <b>run</b>
output: ${path.join(folder, name)}
plugins: {path: [${plugins}, ${plugins}/rogue]}
cache: {enabled: false}
reports: []
collectors:
  steady: {plugin: steady, target: ${count}, config: {count: ${count}, checkpoint_every: 20, pause_ms: 40, bad_every: 50}}
  endless: {plugin: steady, config: {count: 5000, checkpoint_every: 10, pause_ms: 100, wait_at: 500}}
  says: {plugin: says, config: {error: 1}}
`);
  return file;
}

// The run and the address that it prints.
async function start(file) {
  const run = spawn(program, ['run', '--web', file, '--no-dashboard'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: run.stdout });
  const address = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /Live in a browser on this machine: (http:\/\/127\.0\.0\.1:\d+\/\?token=[A-Za-z0-9_-]{22})$/.exec(line);
      if (found) resolve(found[1]);
    });
    run.once('exit', (code) => reject(new Error(`the run ended with ${code} before it told its address`)));
  });
  return { run, address };
}

async function open(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const troubles = [];
  page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const own = new URL(address).origin;
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== own) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, context, troubles };
}

const samplesOf = (page, name) => page.$$eval('#table tbody tr', (rows, wanted) => {
  const row = rows.find((one) => one.cells[0].textContent === wanted);
  return row ? Number(row.cells[1].textContent.replaceAll(',', '')) : -1;
}, name);

const link = (page, text) => page.waitForFunction((wanted) => document.getElementById('link').textContent === wanted, text);

async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
}

async function grows(page) {
  await link(page, 'live');
  const before = await samplesOf(page, 'steady');
  await page.waitForFunction((least) => {
    const row = [...document.querySelectorAll('#table tbody tr')].find((one) => one.cells[0].textContent === 'steady');
    return Number(row.cells[1].textContent.replaceAll(',', '')) > least + 100;
  }, before);
  const bar = page.getByRole('progressbar', { name: 'steady' });
  const share = Number(await bar.getAttribute('aria-valuenow'));
  assert.ok(share > 0 && share < 100, `a share of ${share}`);
  assert.equal(await page.getByRole('progressbar', { name: 'endless' }).getAttribute('aria-valuenow'), null);
  assert.match(await page.title(), /^growing <b>run<\/b> – StreamGuard$/);
}

async function keepsTextsAsTexts(page) {
  await page.waitForFunction(() => document.querySelectorAll('#log-list li').length > 3);
  assert.equal(await page.locator('main b:has-text("run")').count(), 0);
  assert.equal(await page.textContent('#name'), 'growing <b>run</b>');
  const said = await page.textContent('#log-list');
  assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(said), 'no control codes');
}

async function suitsEverybody(page) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [320, 480, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      assert.ok(await overflow(page) <= 0, `sticks out at ${width}`);
      await picture(page, `${scheme}-${width}`);
    }
    assert.deepEqual(await accessibilityFaults(page), []);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Light' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await page.getByLabel('Only warnings and errors').check();
  assert.equal(await page.locator('#log-list li[data-level=info]:visible').count(), 0);
}

async function refuses(address, browser) {
  const { origin } = new URL(address);
  for (const target of ['/', '/state.json', '/metrics', '/events', '/?token=0']) {
    assert.equal((await fetch(origin + target)).status, 403, target);
  }
  const context = await browser.newContext();
  const page = await context.newPage();
  assert.equal((await page.goto(origin)).status(), 403);
  assert.match(await page.textContent('body'), /ends in a token/);
  await context.close();
}

await withBrowser(async (browser, folder) => {
  const first = await start(manifest(folder, 'growing', 100_000));
  try {
    const { page, troubles } = await open(browser, first.address);
    await grows(page);
    await keepsTextsAsTexts(page);
    await refuses(first.address, browser);
    await suitsEverybody(page);
    // The token in the address is remembered: the page may be opened anew without it.
    await page.goto(new URL(first.address).origin);
    await link(page, 'live');
    assert.ok(await samplesOf(page, 'steady') > 0);
    first.run.kill('SIGINT');
    await link(page, 'run ended');
    assert.match(await page.textContent('#notice'), /The run was stopped/);
    await picture(page, 'ended');
    assert.deepEqual(troubles, []);
  } finally {
    if (first.run.exitCode === null) first.run.kill('SIGINT');
    if (first.run.exitCode === null && first.run.signalCode === null) await once(first.run, 'exit');
  }

  const second = await start(manifest(folder, 'killed', 100_000));
  const { page } = await open(browser, second.address);
  await link(page, 'live');
  second.run.kill('SIGKILL');
  await link(page, 'connection broken');
  await page.waitForFunction(() => document.getElementById('notice').textContent.includes('does not answer'));
  await picture(page, 'killed');
});
console.log('1 passed, 0 failed');
