// Opens a report in headless Chromium as its reader would, and fails when the page asks for anything, complains,
// or does not answer to the mouse. usage: node check.mjs REPORT-DIRECTORY [SCREENSHOT.png]
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {figuresInView, options} from './browser.mjs';

const [directory, screenshot] = process.argv.slice(2);
const file = resolve(directory, 'index.html');
const url = pathToFileURL(file).href;
const faults = [];
const expect = (condition, fault) => { if (!condition) faults.push(fault); };

/** Watches one page: nothing but the file itself may be asked for, nothing may be said on the console. */
async function open(context, address = url) {
  const page = await context.newPage();
  page.on('console', (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith('data:')) faults.push(`request: ${asked}`);
  });
  await page.goto(address);
  return page;
}

async function checkLive(context) {
  const began = performance.now();
  const page = await open(context);
  await figuresInView(page);
  console.log(`open, with the figures in view interactive, after ${Math.round(performance.now() - began)} ms`);
  const figures = page.locator('figure');
  const count = await figures.count();
  expect(count > 0, 'no figure');
  for (let i = 0; i < count; ++i) {
    await figures.nth(i).scrollIntoViewIfNeeded();
    await page.waitForFunction((n) => document.querySelectorAll('figure')[n].dataset.live === '', i, {timeout: 20000});
  }
  console.log(`${count} figures are live`);

  const fronts = page.locator('figure[id^="fronts-"]').first();
  if (await fronts.count() > 0) {
    await fronts.scrollIntoViewIfNeeded();
    // Where the view itself says that a symbol with an architecture stands.
    const spot = await fronts.evaluate((figure) => {
      const {view, plot} = figure.state;
      const canvas = plot.querySelector('canvas').getBoundingClientRect();
      const [left, top] = view.origin();
      const stack = [[view.scenegraph().root, left + view.padding().left, top + view.padding().top]];
      while (stack.length > 0) {
        const [item, x, y] = stack.pop();
        if (item.marktype === 'symbol') {
          const found = item.items.findLast((symbol) => symbol.datum?.row !== undefined && symbol.datum.label &&
            symbol.x >= 0 && symbol.x <= view.width() && symbol.y >= 0 && symbol.y <= view.height());
          if (found) return {x: canvas.x + x + found.x, y: canvas.y + y + found.y};
        }
        const [across, down] = item.marktype ? [0, 0] : [item.x ?? 0, item.y ?? 0];
        for (const child of item.items ?? []) stack.push([child, x + across, y + down]);
      }
      return null;
    });
    expect(spot, 'no point with an architecture');
    if (spot) {
      await page.mouse.move(spot.x - 3, spot.y - 3);
      await page.mouse.move(spot.x, spot.y);
      await page.waitForTimeout(100);
      const tip = await page.locator('.tip').innerText();
      const shown = tip.match(/architecture: (.*)/)?.[1];
      expect(shown, `the mouse over a point shows no architecture but '${tip}'`);
      await page.mouse.click(spot.x, spot.y);
      await page.waitForTimeout(100);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied && tip.includes(copied.trim()), `a click on '${shown}' copies '${copied}'`);
      console.log(`hover shows and click copies ${copied}`);
    }
  }

  const keys = page.locator('.legend button');
  if (await keys.count() > 0) {
    await keys.first().click();
    expect(await keys.first().getAttribute('aria-pressed') === 'false', 'the legend does not hide a name');
    await keys.first().click();
  }

  const switches = page.locator('figure button');
  if (await switches.count() > 0) {
    const before = await switches.first().innerText();
    await switches.first().click();
    expect(await switches.first().innerText() !== before, 'the switch between scales does not switch');
  }
  await page.evaluate(() => scrollTo(0, 0));
  if (screenshot) await page.screenshot({path: screenshot, fullPage: true});
  await page.close();
}

async function checkStatic(browser) {
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 1240, height: 900}});
  const page = await open(context);
  expect(await page.locator('figure svg').first().isVisible(), 'no figure without scripts');
  if (screenshot) await page.screenshot({path: screenshot.replace(/\.png$/, '') + '-static.png', fullPage: true});
  await context.close();
}

const profile = await mkdtemp(join(tmpdir(), 'archfront-report-'));
try {
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    viewport: {width: 1240, height: 900},
    colorScheme: process.env.COLOR_SCHEME ?? 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await checkLive(context);
  await context.close();
  const browser = await chromium.launch(options);
  await checkStatic(browser);
  await browser.close();
} catch (error) {
  faults.push(error.message);
} finally {
  await rm(profile, {recursive: true, force: true});
}
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
