/**
 * Looks into packages for layout detection: which of them declare interfaces only, which are generated, what they import.
 * Reads no more of a package than it takes to find the first function, and of a file no more than its header.
 */

import { readFileSync } from 'node:fs';
import type { PackageLook } from '../config/layout.ts';
import { substanceOf } from '../go/contracts.ts';
import { type GoHeader, readHeader } from '../go/imports.ts';
import type { DiscoveredFile, DiscoveredModule, Discovery } from './discovery.ts';
import { readHeaderFile } from './files.ts';
import { relativeTo } from './paths.ts';

export function packageLook(discovery: Discovery, module: DiscoveredModule): PackageLook {
  const modulePath = module.goMod.modulePath;
  const sourcesOf = (directory: string) => {
    const path = directory === '' ? module.dir : `${module.dir}/${directory}`;
    return discovery.packages.get(path)?.files.filter((file) => !file.isTest) ?? [];
  };
  const importsOf = (directory: string): string[][] =>
    sourcesOf(directory).flatMap(({ path }) => {
      const header = headerOf(path);
      return header === undefined || header.generated ? [] : [header.imports.map((found) => found.path)];
    });
  return {
    isProgram: (directory) => sourcesOf(directory).some(({ path }) => headerOf(path)?.packageName === 'main'),
    substanceOf: (directory) => substanceOfPackage(sourcesOf(directory)),
    importsOf: (directory) =>
      importsOf(directory).map((imports) =>
        imports.map((found) => relativeTo(modulePath, found)).filter((found) => found !== undefined),
      ),
    outsideOf: (directory) =>
      importsOf(directory).map((imports) => imports.filter((found) => relativeTo(modulePath, found) === undefined)),
  };
}

function substanceOfPackage(files: readonly DiscoveredFile[]): 'contracts' | 'generated' | 'code' {
  let contracts = false;
  let generated = files.length > 0;
  for (const file of files) {
    const text = textOf(file.path);
    if (text === undefined) return 'code';
    if (readHeader(text).generated) continue;
    generated = false;
    const substance = substanceOf(text);
    if (substance === 'code') return 'code';
    if (substance === 'contracts') contracts = true;
  }
  if (generated) return 'generated';
  return contracts ? 'contracts' : 'code';
}

function headerOf(path: string): GoHeader | undefined {
  try {
    return readHeaderFile(path);
  } catch {
    // As below: what cannot be read says nothing.
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The file went away or cannot be read; then nothing is known of the package.
    return undefined;
  }
}
