/**
 * Writes a configuration as people would: one layer after the other, lists on one line, and beside each part what a reader
 * has to know of it. A YAML library writes documents, but comments only where it sees fit.
 */
import { textOf } from './placedNotes.ts';
import type { TranslationNote } from './translation.ts';

export type WrittenSelection =
  | '*'
  | readonly string[]
  | {
      readonly allow?: readonly string[];
      readonly deny: readonly string[];
      /** Why names of `deny` are there. */
      readonly reasons?: ReadonlyMap<string, string>;
    };

export interface WrittenImports {
  readonly layers?: WrittenSelection;
  readonly std?: WrittenSelection;
  readonly external?: WrittenSelection;
}

export interface WrittenLayer {
  readonly name: string;
  readonly comments: readonly string[];
  readonly description?: string;
  /** None for the layer that stands for what no layer claims. */
  readonly paths: readonly string[];
  readonly imports: WrittenImports;
  readonly visibleTo?: readonly string[];
  readonly testImports?: WrittenImports;
}

/** An entry of a list with what is to be said of it. An entry without a text is a comment alone. */
export interface WrittenEntry {
  readonly text?: string;
  readonly comment?: string;
}

export interface WrittenConfig {
  readonly introduction: readonly string[];
  readonly layersComment?: readonly string[];
  readonly layers: readonly WrittenLayer[];
  readonly slices?: readonly WrittenEntry[];
  readonly replace?: readonly WrittenEntry[];
  readonly unmatched: 'error' | 'warning' | 'off';
  /** The layer that such packages are judged as. */
  readonly unmatchedAs?: string;
  readonly unmatchedComment: string;
  readonly exclude?: readonly WrittenEntry[];
  readonly rules?: readonly WrittenEntry[];
  /** What has no place in the rest. */
  readonly leftOut?: readonly TranslationNote[];
}

export function configText(config: WrittenConfig): string {
  const lines: string[] = [...commented(config.introduction, ''), 'version: 1', 'extends: [recommended]', ''];
  lines.push(...commented(config.layersComment ?? [], ''));
  if (config.layers.length === 0) lines.push('layers: {}');
  else lines.push('layers:', ...config.layers.flatMap(layerLines));
  lines.push(...listLines('slices', config.slices));
  lines.push(...listLines('replace', config.replace));
  const level = quotedWord(config.unmatched);
  const { unmatchedAs: as } = config;
  const unmatched = as === undefined ? level : `{ severity: ${level}, as: ${quotedWord(as)} }`;
  lines.push('', ...commented([config.unmatchedComment], ''), `unmatched: ${unmatched}`);
  lines.push(...listLines('exclude', config.exclude));
  lines.push(...mappingLines('rules', config.rules));
  const leftOut = config.leftOut ?? [];
  if (leftOut.length > 0) {
    lines.push('', '# Not carried over:');
    for (const note of leftOut) {
      const [first = '', ...others] = wrapped(textOf(note), 4);
      lines.push(`# - ${first}`, ...others.map((text) => `#   ${text}`));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** For configurations with a layer that only holds the rest: everything imports it, and it everything. */
export const noLayerCycles: WrittenEntry = {
  text: '"architecture/layer-cycle": off',
  comment: 'Layers made of rules need not have a direction. Turn this on once they do.',
};

/** A name that the configuration accepts for a layer and that is not taken yet. */
export function layerName(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted.replace(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'layer';
  for (let number = 1; ; number++) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.has(name) && name !== '__proto__') return name;
  }
}

function layerLines(layer: WrittenLayer): string[] {
  const lines = [...commented(layer.comments, '  '), `  ${quotedWord(layer.name)}:`];
  if (layer.description !== undefined) lines.push(`    description: ${JSON.stringify(layer.description)}`);
  if (layer.paths.length > 0) lines.push(`    paths: ${quotedList(layer.paths)}`);
  lines.push(...importLines('imports', layer.imports, '    '));
  if (layer.visibleTo !== undefined) lines.push(`    visibleTo: ${wordList(layer.visibleTo)}`);
  const tests = layer.testImports === undefined ? [] : importLines('imports', layer.testImports, '      ');
  if (tests.length > 0) lines.push('    tests:', ...tests);
  return lines;
}

function importLines(key: string, imports: WrittenImports, indent: string): string[] {
  const parts: [string, WrittenSelection | undefined][] = [
    ['layers', imports.layers],
    ['std', imports.std],
    ['external', imports.external],
  ];
  const lines = parts.flatMap(([name, selection]) =>
    selection === undefined ? [] : selectionLines(name, selection, `${indent}  `),
  );
  return lines.length === 0 ? [] : [`${indent}${key}:`, ...lines];
}

/** On one line, unless there are reasons to be read. */
function selectionLines(name: string, selection: WrittenSelection, indent: string): string[] {
  if (typeof selection === 'string' || !('deny' in selection) || !selection.reasons) {
    return [`${indent}${name}: ${selectionText(selection)}`];
  }
  const { allow, deny, reasons } = selection;
  const key = name === 'layers' ? 'layer' : 'import';
  return [
    `${indent}${name}:`,
    ...(allow === undefined ? [] : [`${indent}  allow: ${wordList(allow)}`]),
    `${indent}  deny:`,
    ...deny.map((path) => {
      const reason = reasons.get(path);
      const word = quotedWord(path);
      return `${indent}    - ${reason === undefined ? word : `{ ${key}: ${word}, reason: ${JSON.stringify(reason)} }`}`;
    }),
  ];
}

function selectionText(selection: WrittenSelection): string {
  if (typeof selection === 'string') return JSON.stringify(selection);
  if ('deny' in selection) {
    const allow = selection.allow === undefined ? '' : `allow: ${wordList(selection.allow)}, `;
    return `{ ${allow}deny: ${wordList(selection.deny)} }`;
  }
  return wordList(selection);
}

function listLines(key: string, entries: readonly WrittenEntry[] | undefined): string[] {
  return sectionLines(key, entries, '- ', '[]');
}

function mappingLines(key: string, entries: readonly WrittenEntry[] | undefined): string[] {
  return sectionLines(key, entries, '', '{}');
}

function sectionLines(key: string, entries: readonly WrittenEntry[] | undefined, mark: string, none: string): string[] {
  if (entries === undefined || entries.length === 0) return [];
  const written = entries.some(({ text }) => text !== undefined);
  return [
    '',
    written ? `${key}:` : `${key}: ${none}`,
    ...entries.flatMap(({ text, comment }) => [
      ...commented(comment === undefined ? [] : [comment], '  '),
      ...(text === undefined ? [] : [`  ${mark}${text}`]),
    ]),
  ];
}

function wordList(words: readonly string[]): string {
  return `[${words.map(quotedWord).join(', ')}]`;
}

function quotedList(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
}

/** Bare where YAML would take it for the same text. */
export function quotedWord(word: string): string {
  const plain = /^[A-Za-z][\w./-]*$/.test(word) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(word);
  return plain ? word : JSON.stringify(word);
}

const widest = 116;

function commented(paragraphs: readonly string[], indent: string): string[] {
  return paragraphs.flatMap((paragraph) => wrapped(paragraph, indent.length + 2).map((line) => `${indent}# ${line}`));
}

/** No character of the other tool's file may end a comment and begin something else. */
function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const plain = word.replace(/\p{Cc}/gu, '�');
    if (line !== '' && line.length + 1 + plain.length > widest - indent) {
      lines.push(line);
      line = plain;
    } else line = line === '' ? plain : `${line} ${plain}`;
  }
  return line === '' ? lines : [...lines, line];
}
