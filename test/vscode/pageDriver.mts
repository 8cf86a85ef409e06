/**
 * The launcher's end of the channel to the tests: does on the page what a test in the extension host asks for.
 *
 * Listens on loopback at an address with a random part, for the time of one run. page.ts lists what can be asked.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import type { PageAction } from './suite/page.ts';

export interface PageDriver {
  /** Where the tests send their requests. */
  readonly address: string;
  /** The page to act on; the server of the editor needs the address before there is a page. */
  attach(page: Page): void;
  close(): Promise<void>;
}

export async function startPageDriver(screenshots: string): Promise<PageDriver> {
  let page: Page | undefined;
  const secret = `/${randomUUID()}`;
  const server = createServer((request, response) => {
    const answer = (status: number, body: string): void => void response.writeHead(status).end(body);
    if (request.url !== secret || request.method !== 'POST') return answer(404, '');
    readAction(request)
      .then((action) => performOrShow(action, page, screenshots))
      .then(
        (result) => answer(200, result),
        (error: unknown) => answer(500, error instanceof Error ? error.message : String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${secret}`,
    attach: (attached) => {
      page = attached;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAction(request: IncomingMessage): Promise<PageAction> {
  return JSON.parse(await text(request)) as PageAction;
}

/** What cannot be done is shown: the picture tells why better than the message. */
async function performOrShow(action: PageAction, page: Page | undefined, screenshots: string): Promise<string> {
  try {
    return await perform(action, page, screenshots);
  } catch (error) {
    const file = path.join(screenshots, `failed-${action.action}.png`);
    await page?.screenshot({ path: file });
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nThe page at that time: ${file}`);
  }
}

/** Long enough for a busy machine, short enough to leave the test time to say what went wrong. */
const patience = { timeout: 15_000 };

/** All of them together take as long as the patience for one. */
const mostPresses = 4;

async function perform(action: PageAction, page: Page | undefined, screenshots: string): Promise<string> {
  if (action.action === 'output') {
    process.stdout.write(`${action.text}\n`);
    return '';
  }
  if (page === undefined) throw new Error('The page is not open yet.');
  switch (action.action) {
    case 'screenshot': {
      const file = path.join(screenshots, `${action.name}.png`);
      await mkdir(path.dirname(file), { recursive: true });
      if (action.selector === undefined) await page.screenshot({ path: file });
      else
        await page
          .locator(action.selector)
          .first()
          .screenshot({ path: file, ...patience });
      return file;
    }
    case 'click':
      await page.locator(action.selector).first().click(patience);
      return '';
    case 'hover':
      await page.locator(action.selector).first().hover(patience);
      return '';
    case 'press':
      await page.keyboard.press(action.key);
      return '';
    case 'pressUntilVisible': {
      const element = page.locator(action.selector).first();
      for (let press = 1; ; press++) {
        await page.keyboard.press(action.key);
        try {
          await element.waitFor({ state: 'visible', timeout: patience.timeout / mostPresses });
          return await element.innerText();
        } catch (error) {
          if (press === mostPresses) throw error;
        }
      }
    }
    case 'type':
      await page.keyboard.type(action.text, { delay: 20 });
      return '';
    case 'read': {
      const element = page.locator(action.selector).first();
      await element.waitFor({ state: 'visible', ...patience });
      return element.innerText();
    }
    case 'waitForHidden':
      await page
        .locator(action.selector)
        .first()
        .waitFor({ state: 'hidden', ...patience });
      return '';
    case 'resize':
      await page.setViewportSize({ width: action.width, height: action.height });
      return '';
  }
}
