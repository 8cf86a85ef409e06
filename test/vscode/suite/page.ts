/**
 * The hand and the eye of a test: asks the launcher, which drives the browser, to do what a user does on the page.
 *
 * The extension host cannot see the workbench; the launcher can. They speak over one loopback address: JSON in, JSON out,
 * an error as text. pageDriver.mts is the other end.
 */
import { variables } from './result.ts';

/** What the launcher can be asked for. Selectors are Playwright's. */
export type PageAction =
  | { readonly action: 'output'; readonly text: string }
  /** Takes a picture of the page, or of the one element that the selector names. */
  | { readonly action: 'screenshot'; readonly name: string; readonly selector?: string }
  | { readonly action: 'click'; readonly selector: string }
  | { readonly action: 'hover'; readonly selector: string }
  /** A key or a chord in Playwright's spelling, as in `Control+Period`. */
  | { readonly action: 'press'; readonly key: string }
  /** Presses until the element is visible and answers with its text, as somebody does whose first press went unheard. */
  | { readonly action: 'pressUntilVisible'; readonly key: string; readonly selector: string }
  /** Types letter by letter into what has the focus. */
  | { readonly action: 'type'; readonly text: string }
  /** Waits until the element is visible and answers with its text. */
  | { readonly action: 'read'; readonly selector: string }
  /** Waits until no such element is visible. */
  | { readonly action: 'waitForHidden'; readonly selector: string }
  | { readonly action: 'resize'; readonly width: number; readonly height: number };

export function isPageAvailable(): boolean {
  return process.env[variables.page] !== undefined;
}

/** Prints a line among the output of the tests. */
export async function print(text: string): Promise<void> {
  if (isPageAvailable()) await sendToLauncher({ action: 'output', text });
  else console.log(text);
}

export async function sendToLauncher(action: PageAction): Promise<string> {
  const address = process.env[variables.page];
  if (address === undefined) throw new Error('This test needs the launcher that drives a page.');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(action) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

export const page = {
  screenshot: (name: string, selector?: string): Promise<string> =>
    sendToLauncher(selector === undefined ? { action: 'screenshot', name } : { action: 'screenshot', name, selector }),
  click: (selector: string): Promise<string> => sendToLauncher({ action: 'click', selector }),
  hover: (selector: string): Promise<string> => sendToLauncher({ action: 'hover', selector }),
  press: (key: string): Promise<string> => sendToLauncher({ action: 'press', key }),
  pressUntilVisible: (key: string, selector: string): Promise<string> =>
    sendToLauncher({ action: 'pressUntilVisible', key, selector }),
  type: (text: string): Promise<string> => sendToLauncher({ action: 'type', text }),
  read: (selector: string): Promise<string> => sendToLauncher({ action: 'read', selector }),
  waitForHidden: (selector: string): Promise<string> => sendToLauncher({ action: 'waitForHidden', selector }),
  resize: (width: number, height: number): Promise<string> => sendToLauncher({ action: 'resize', width, height }),
};
