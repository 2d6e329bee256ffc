// A page whose every text attacks it: nothing runs, nothing is asked for, and the texts can be read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { accessibilityFaults, openPage, overflow, withBrowser } from './browser.mjs';

await withBrowser(async (browser, folder) => {
  const file = path.join(folder, 'hostile.html');
  execFileSync(process.env.STREAMGUARD_HOSTILE_PAGE, [file], { stdio: 'inherit' });
  for (const width of [400, 1280]) {
    const { page, context, troubles } = await openPage(browser, file, { viewport: { width, height: 900 } });
    const samples = page.locator('[data-sample]');
    assert.equal(await samples.count(), 3);
    for (let i = 0; i < 3; i += 1) {
      await samples.nth(i).click();
      const text = await page.locator('.detail').innerText();
      assert.match(text, /<\/script><script>alert\(1\)<\/script><img src=x onerror=alert\(1\)>/);
      assert.match(text, /␛\[31m/);
      for (const summary of await page.locator('.detail summary').all()) await summary.click();
      const links = await page.$$eval('.detail a', (all) => all.map((a) => a.protocol));
      assert.ok(links.every((protocol) => protocol === 'https:' || protocol === 'http:'), links.join(' '));
    }
    assert.equal(await page.evaluate(() => document.querySelectorAll('img, iframe, object, form').length), 0);
    assert.equal(await page.evaluate(() => document.scripts.length), 4);
    // The mouse on everything that a handler could hang on.
    for (const box of await page.locator('.item, .pill, dd, td, th, .alert, text').all()) {
      if (await box.isVisible()) await box.dispatchEvent('mouseover');
    }
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  }
  console.log('a page of hostile texts: all as expected');
});
