/** Which directories a walk goes into: those that the go command goes into for `./...`, and nothing that holds packages of JavaScript. */
import { readdirSync } from 'node:fs';

export type Entry = ReturnType<typeof listing>[number];

export function listing(directory: string) {
  return readdirSync(directory === '' ? '/' : directory, { withFileTypes: true });
}

/** Why a directory of this name is left out, wherever it is. */
export function directoryReason(name: string): keyof typeof directoryDetails | undefined {
  if (name.startsWith('.')) return 'hidden';
  if (name.startsWith('_')) return 'underscore';
  if (name === 'vendor' || name === 'testdata') return name;
  return name === 'node_modules' ? 'nodeModules' : undefined;
}

export const directoryDetails = {
  hidden: 'the go command ignores directories that begin with "."',
  underscore: 'the go command ignores directories that begin with "_"',
  vendor: 'it holds copies of other modules',
  testdata: 'the go command ignores directories named testdata',
  nodeModules: 'it holds no Go code of this module',
} as const;
