/**
 * Packs the extension into a VSIX: `npm run package [-- FILE]`.
 *
 * The bundles are built first, by the script `vscode:prepublish` that the packer runs. What goes in is named in
 * .vscodeignore. Nothing is published and no repository is named, so relative links stay as they are.
 */
import { mkdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { repositoryRoot } from './vscode-server.mts';

/** Packs into the given file and returns its path. */
export async function packageExtension(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await createVSIX({
    cwd: repositoryRoot,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return file;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const manifest: unknown = JSON.parse(await readFile(path.join(repositoryRoot, 'package.json'), 'utf8'));
  const version = (manifest as { readonly version: string }).version;
  const file = path.resolve(process.argv[2] ?? path.join(repositoryRoot, `go-architect-${version}.vsix`));
  await packageExtension(file);
}
