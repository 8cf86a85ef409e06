/**
 * Looks into packages for layout detection: which of them declare interfaces only, which are generated. Reads no more
 * of a package than it takes to find the first function.
 */

import { readFileSync } from 'node:fs';
import type { PackageLook } from '../config/layout.ts';
import { substanceOf } from '../go/contracts.ts';
import { readHeader } from '../go/imports.ts';
import type { DiscoveredModule, Discovery } from './discovery.ts';

export function packageLook(discovery: Discovery, module: DiscoveredModule): PackageLook {
  return {
    substanceOf: (directory) => {
      const path = directory === '' ? module.dir : `${module.dir}/${directory}`;
      const files = discovery.packages.get(path)?.files.filter((file) => !file.isTest) ?? [];
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
    },
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The file went away or cannot be read; then nothing is known of the package.
    return undefined;
  }
}
