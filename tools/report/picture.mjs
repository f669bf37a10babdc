// A picture of one part of a report. usage: node picture.mjs REPORT-DIRECTORY SECTION-TITLE PICTURE.png
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {figuresInView, options} from './browser.mjs';

const [directory, title, picture] = process.argv.slice(2);
const browser = await chromium.launch(options);
const page = await browser.newPage({viewport: {width: 1180, height: 1130}, colorScheme: 'light'});
await page.goto(pathToFileURL(resolve(directory, 'index.html')).href);
const section = page.locator('section').filter({has: page.locator('h2', {hasText: new RegExp(`^${title}$`)})});
await section.evaluate((element) => element.scrollIntoView());
await figuresInView(page);
await page.waitForTimeout(200);
await page.screenshot({path: picture});
await browser.close();
