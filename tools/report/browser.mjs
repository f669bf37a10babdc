// Headless Chromium as the scripts beside this start it.
import {existsSync} from 'node:fs';

export const options = {
  executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync),
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
};

/** Resolves when the figures that can be seen are interactive. */
export function figuresInView(page) {
  return page.waitForFunction(() => [...document.querySelectorAll('figure')].every((figure) => {
    const {top, bottom} = figure.getBoundingClientRect();
    return bottom < 0 || top > innerHeight || figure.dataset.live === '';
  }), null, {timeout: 20000});
}
