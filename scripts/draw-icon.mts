/** Draws client/media/icon.png from its SVG; the Marketplace and VS Code take no SVG as an icon. Run after a change. */
import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { launchChromium } from './chromium.mts';
import { repositoryRoot } from './vscode-server.mts';

const media = path.join(repositoryRoot, 'client', 'media');
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  const drawing = await readFile(path.join(media, 'icon.svg'), 'utf8');
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
  await writeFile(path.join(media, 'icon.png'), await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}
