/**
 * Finds a Chromium on this machine and starts it without a window.
 *
 * The tests inside VS Code and the screenshots need a browser; playwright-core brings the driver, not the browser, so that
 * nothing is downloaded behind the user's back. Where Debian's package manager is at hand and we are root (a container, a
 * CI job) the package is installed; anywhere else the message says what to install.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

export async function launchChromium(): Promise<Browser> {
  const args = ['--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'];
  // Chromium refuses to use its sandbox as root; only local pages are ever opened here.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath: findOrInstallChromium(), args, headless: true });
}

export function findOrInstallChromium(): string {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist.`);
    return chosen;
  }
  const found = findChromium();
  if (found !== undefined) return found;
  if (installChromiumWithApt()) {
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    [
      'No Chromium or Chrome found. Install one, then run the same command again:',
      '  Debian:         sudo apt-get update && sudo apt-get install -y chromium',
      '  Fedora:         sudo dnf install chromium',
      '  macOS:          brew install --cask google-chrome',
      '  anywhere else:  set CHROMIUM_PATH to the executable of a Chromium, Chrome or Edge',
    ].join('\n'),
  );
}

function findChromium(): string | undefined {
  const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  for (const name of onPath) {
    const file = findOnPath(name);
    if (file !== undefined) return file;
  }
  const programFiles = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LOCALAPPDATA']];
  const usualPlaces = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programFiles
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]),
  ];
  return usualPlaces.find((file) => existsSync(file));
}

/** The full path of a command, or `undefined` when no folder of PATH holds it. */
export function findOnPath(command: string): string | undefined {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    for (const extension of extensions) {
      const file = path.join(folder, command + extension);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}

function installChromiumWithApt(): boolean {
  if (process.getuid?.() !== 0 || findOnPath('apt-get') === undefined) return false;
  console.error('No Chromium found; installing the Debian package (apt-get install chromium) …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const run = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    if (run.status !== 0) return false;
  }
  return true;
}
