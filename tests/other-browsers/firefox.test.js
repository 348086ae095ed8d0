// Firefox, by WebDriver BiDi.

import puppeteer from 'puppeteer-core';
import { onPath } from '../../xtask/setup.mjs';
import { figures } from './figures.js';

/** @returns {Promise<import('./page.js').Driver>} */
async function open() {
  const executablePath = onPath('firefox-esr') ?? onPath('firefox');
  const firefox = await puppeteer.launch({ browser: 'firefox', executablePath });
  const page = await firefox.newPage();
  await page.setViewport({ width: 1440, height: 1000 });
  let frame = page.mainFrame();
  return {
    goto(url) {
      frame = page.mainFrame();
      return page.goto(url);
    },
    run: (expression) => frame.evaluate(expression),
    async enter() {
      frame = page.mainFrame().childFrames()[0] ?? frame;
    },
    type: (text) => page.keyboard.type(text),
    screenshot: () => page.screenshot({ encoding: 'base64' }),
    close: () => firefox.close(),
  };
}

figures('Firefox', open);
