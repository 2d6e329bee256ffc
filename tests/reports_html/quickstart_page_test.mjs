// The report of a real run, made by the real worker, used in a browser as a reader would: searches, sorts, opens a
// difference, chooses a theme, moves by keyboard. No error, no word on the console, no request.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accessibilityFaults, openPage, overflow, withBrowser } from './browser.mjs';

function quickstart(folder) {
  const output = path.join(folder, 'out');
  execFileSync(process.env.STREAMGUARD_PROGRAM,
    ['run', 'quickstart', '--no-dashboard', '--output-dir', output, '--report-formats', 'json', 'html'],
    { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return output;
}

async function agreesWithTheJsonReport(page, output) {
  const json = JSON.parse(readFileSync(path.join(output, 'collection_report.json'), 'utf8'));
  const summary = json.collection_results.summary;
  const facts = await page.evaluate(() => JSON.parse(document.getElementById('facts').textContent));
  for (const [key, value] of Object.entries(facts.summary)) assert.deepEqual(value, summary[key], key);
  const total = summary.total_samples_collected.toLocaleString('en-US');
  assert.match(await page.textContent('h1'), new RegExp(`^${total} samples from 6 collectors$`));
  const rows = await page.$$eval('#collectors table tbody tr', (all) => all.map((row) => row.cells[2].dataset.value));
  const counted = Object.values(json.collection_results.collectors).map((one) => String(one.samples_collected));
  assert.deepEqual(rows, counted);
  assert.equal(facts.survey.samples, summary.total_samples_collected);
}

async function sorts(page) {
  const heading = page.locator('#collectors thead th', { hasText: 'Samples' });
  const values = () => page.$$eval('#collectors tbody tr', (all) => all.map((row) => Number(row.cells[2].dataset.value)));
  const falling = (await values()).sort((a, b) => b - a);
  await heading.getByRole('button').click();
  assert.deepEqual(await values(), falling);
  assert.equal(await heading.getAttribute('aria-sort'), 'descending');
  await heading.getByRole('button').press('Enter');
  assert.deepEqual(await values(), falling.reverse());
  assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
  // Unknown stays last in both directions; the sum stays below.
  assert.equal(await page.locator('#collectors tfoot th').first().textContent(), 'All');
}

async function searchesAndOpens(page) {
  const count = page.locator('[data-count]');
  const all = await page.evaluate(() => JSON.parse(document.getElementById('examples').textContent).length);
  assert.ok(all > 100, 'the quickstart makes more than a hundred samples');
  assert.equal(await count.textContent(), `All ${all} samples of this page`);
  await page.keyboard.press('/');
  await page.keyboard.type('cwe-79 python');
  await page.waitForFunction(() => document.querySelector('[data-count]').textContent.includes(' match'));
  const found = await page.locator('[data-sample]').count();
  assert.ok(found > 0 && found < all, 'the search finds some');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'detail-title');
  assert.ok(await page.locator('table.side-by-side tr').count() > 3);
  assert.ok(await page.locator('.diff ins').count() + await page.locator('.diff del').count() > 0);
  assert.equal(await page.locator('[data-sample][aria-current=true]').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-current')), 'true');
  await page.locator('[data-search], input[type=search]').fill('no such words anywhere');
  assert.match(await page.locator('[data-list]').textContent(), /Nothing matches/);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await count.textContent(), `All ${all} samples of this page`);
}

async function showsEachSample(page) {
  // Every sample of the page can be opened, and each side of a pair is there to the letter.
  const wrong = await page.evaluate(async () => {
    const samples = JSON.parse(document.getElementById('examples').textContent);
    const more = document.querySelector('[data-more]');
    while (!more.hidden) more.click();
    const faults = [];
    for (const sample of samples) {
      const button = [...document.querySelectorAll('[data-sample]')].find((one) => one.dataset.sample === sample.id);
      button.click();
      for (const fold of document.querySelectorAll('.detail .fold')) fold.click();
      if (sample.before === null || sample.after === null) continue;
      const shown = (column) => [...document.querySelectorAll('table.side-by-side tbody tr')]
        .filter((row) => row.cells[column - 1].textContent !== '')
        .map((row) => row.cells[column].textContent).join('\n');
      const numbers = [...document.querySelectorAll('table.side-by-side tbody tr')].map((row) => row.cells[0].textContent)
        .filter(Boolean).map(Number);
      if (shown(1) !== sample.before.replace(/\n$/, '')) faults.push(`${sample.id}: before`);
      if (shown(3) !== sample.after.replace(/\n$/, '')) faults.push(`${sample.id}: after`);
      if (numbers[0] !== sample.beforeLine) faults.push(`${sample.id}: first line`);
    }
    return faults;
  });
  assert.deepEqual(wrong, []);
}

async function filters(page) {
  const select = page.locator('#filter-collector');
  await select.selectOption('exploitdb');
  const titles = await page.$$eval('.item-facts', (all) => all.map((one) => one.textContent));
  assert.ok(titles.length > 0 && titles.every((text) => text.endsWith('exploitdb')));
  await page.locator('[data-sample]').first().click();
  assert.match(await page.locator('.detail').textContent(), /it is not the code that holds one/);
  assert.equal(await page.locator('.detail table.plain').count(), 1);
  await select.selectOption('');
}

async function choosesATheme(page) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Dark', exact: true }).click();
  const dark = await ground();
  assert.notEqual(dark, light);
  assert.equal(await page.getByRole('button', { name: 'Dark', exact: true }).getAttribute('aria-pressed'), 'true');
  await page.reload();
  assert.equal(await ground(), dark, 'the choice is kept');
  await page.getByRole('button', { name: 'Auto', exact: true }).click();
  assert.equal(await ground(), light);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(), dark, 'auto follows the system');
  await page.emulateMedia({ colorScheme: 'light' });
}

async function isReachedByKeyboard(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // What is reached is in sight at once.
  await page.reload();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads past the bar');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  // Every stop can be seen: it has an outline, and lies in the window.
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      return { name: element.outerHTML.slice(0, 80), outline: getComputedStyle(element).outlineStyle,
        inside: box.bottom > 0 && box.top < innerHeight };
    });
    assert.notEqual(seen.outline, 'none', seen.name);
    assert.ok(seen.inside, seen.name);
  }
}

async function standsAtEveryWidth(browser, file) {
  for (const width of [320, 400, 800, 1400]) {
    for (const colorScheme of ['light', 'dark']) {
      const { page, context, troubles } = await openPage(browser, file, { viewport: { width, height: 900 }, colorScheme });
      await page.locator('[data-sample]').first().click();
      assert.equal(await overflow(page), 0, `${width} wide, ${colorScheme}`);
      if (width === 400 || width === 1400) {
        assert.equal(await page.locator(width === 400 ? 'table.one-column' : 'table.side-by-side').count(), 1);
        assert.deepEqual(await accessibilityFaults(page), [], `${width} wide, ${colorScheme}`);
      }
      assert.deepEqual(troubles, []);
      await context.close();
    }
  }
}

async function standsWithoutScripts(browser, file) {
  const { page, context, troubles } = await openPage(browser, file, { javaScriptEnabled: false });
  assert.match(await page.textContent('h1'), /samples from 6 collectors/);
  assert.ok(await page.locator('noscript').first().isVisible());
  assert.deepEqual(troubles, []);
  await context.close();
}

async function standsInOtherModes(browser, file) {
  for (const options of [{ forcedColors: 'active' }, { contrast: 'more' }, { reducedMotion: 'reduce' }]) {
    const { page, context, troubles } = await openPage(browser, file, options);
    await page.locator('[data-sample]').first().click();
    assert.deepEqual(await accessibilityFaults(page), [], JSON.stringify(options));
    assert.deepEqual(troubles, []);
    await context.close();
  }
  const { page, context } = await openPage(browser, file, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await page.locator('.bar').isVisible(), false);
  await context.close();
}

await withBrowser(async (browser, folder) => {
  const output = quickstart(folder);
  const file = path.join(output, 'collection_report.html');
  const { page, context, troubles } = await openPage(browser, file, { colorScheme: 'light' });
  const steps = [(one) => agreesWithTheJsonReport(one, output), sorts, searchesAndOpens, showsEachSample, filters,
    choosesATheme, isReachedByKeyboard];
  for (const step of steps) await step(page);
  assert.deepEqual(troubles, []);
  await context.close();
  await standsAtEveryWidth(browser, file);
  await standsWithoutScripts(browser, file);
  await standsInOtherModes(browser, file);
  console.log('the page of a quickstart: all as expected');
});
