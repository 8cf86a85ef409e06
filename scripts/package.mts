/**
 * Packs the extension into a VSIX: `npm run package [-- FILE]`.
 *
 * The bundles are built first, by the script `vscode:prepublish` that the packer runs. What goes in is named in
 * .vscodeignore. Nothing is published and no repository is named, so relative links stay as they are; VS Code shows no
 * pictures from inside an extension, however, so those of the README are written into it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { repositoryRoot } from './vscode-server.mts';

const packedReadme = 'dist/README.md';

/** Packs into the given file and returns its path. */
export async function packageExtension(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await mkdir(path.join(repositoryRoot, 'dist'), { recursive: true });
  await writeFile(path.join(repositoryRoot, packedReadme), await readmeWithPictures());
  await createVSIX({
    cwd: repositoryRoot,
    packagePath: file,
    readmePath: packedReadme,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return file;
}

async function readmeWithPictures(): Promise<string> {
  const readme = await readFile(path.join(repositoryRoot, 'README.md'), 'utf8');
  const pictures = new Set([...readme.matchAll(/\((docs\/images\/[^)\s]+\.png)\)/g)].map(([, file]) => file ?? ''));
  let embedded = readme;
  for (const picture of pictures) {
    const bytes = await readFile(path.join(repositoryRoot, picture));
    embedded = embedded.replaceAll(`(${picture})`, `(data:image/png;base64,${bytes.toString('base64')})`);
  }
  return embedded;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const manifest: unknown = JSON.parse(await readFile(path.join(repositoryRoot, 'package.json'), 'utf8'));
  const version = (manifest as { readonly version: string }).version;
  const file = path.resolve(process.argv[2] ?? path.join(repositoryRoot, `go-architect-${version}.vsix`));
  await packageExtension(file);
}
