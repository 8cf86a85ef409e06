/**
 * What every part has in common: it is made of files that are new, or are there already as they would be written. A file
 * that differs, and a name that the package declares elsewhere, end it before anything is written; what would be the
 * second time is told from what would be a conflict.
 */

import { readHeader } from '../../go/imports.ts';
import { finishGoSource } from '../goSource.ts';
import { entityNameProblem } from '../names.ts';
import { pluralOf } from '../plurals.ts';
import type { FileChange } from '../preview.ts';
import { failure, type Problem, type Result, success } from '../result.ts';
import { soundText } from '../soundness.ts';
import { renderTemplate } from '../template.ts';
import { articleOf, nameForms } from '../words.ts';
import { declaredNames } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

export interface Part {
  readonly changes: readonly FileChange[];
  /** What is left for a person. */
  readonly next: readonly string[];
}

export interface PartFile {
  readonly path: string;
  readonly text: string;
}

/** What a person may say of a part; which parts ask for which is in the catalog. */
export interface PartOptions {
  readonly name: string;
  /** Each as `name:type`. */
  readonly fields: readonly string[];
  readonly plural?: string;
  /** The folder to write to, relative to the module, in place of the one that was found. */
  readonly directory?: string;
  /** The folder of the entity, where it is not the one that the layout says. */
  readonly domain?: string;
  readonly kind?: string;
  /** `Interface` or `folder.Interface`. */
  readonly port?: string;
}

export type PartMaker = (options: PartOptions, survey: Survey) => Result<Part>;

/** What generated code is written for, and those of its tests that use what came later. */
const minorOfCode = 21;
const minorOfTests = 24;
const newerInTests = /\b[tb]\.(Context|Loop)\(\)|\bslog\.DiscardHandler\b/;

export function partOf(wanted: readonly PartFile[], next: readonly string[], survey: Survey): Result<Part> {
  if (wanted.some(({ path }) => path.endsWith('.go')) && !survey.hasGo(minorOfCode)) {
    const message = `go.mod asks for a Go before 1.${minorOfCode}, which this code needs; raise it with: go get go@1.${minorOfCode}`;
    return failure({ option: 'module', message });
  }
  const files = wanted.filter(
    ({ path, text }) => !path.endsWith('_test.go') || survey.hasGo(minorOfTests) || !newerInTests.test(text),
  );
  const problems = [...differing(files, survey), ...files.flatMap((file) => takenNames(file, files, survey))];
  if (problems.length > 0) {
    return failure({
      option: 'name',
      message: `nothing was changed, because of what is there already:\n${problems.map((one) => `  ${one}`).join('\n')}`,
    });
  }
  const missing = files.filter(({ path }) => survey.reader.read(path) === undefined);
  return success({ changes: missing.map(({ path, text }) => ({ path, after: text })), next });
}

function differing(files: readonly PartFile[], { reader }: Survey): readonly string[] {
  return files
    .filter(({ path, text }) => ![undefined, text].includes(reader.read(path)))
    .map(({ path }) => `${path} differs from what would be written`);
}

/** Names that the package has in another file: the result would not build. */
export function takenNames(
  { path, text }: PartFile,
  files: readonly Pick<PartFile, 'path'>[],
  survey: Survey,
): readonly string[] {
  if (!path.endsWith('.go')) {
    return [];
  }
  const own = new Set(files.map((file) => file.path));
  const declared = path.endsWith('_test.go')
    ? declaredInTests(path, text, own, survey)
    : survey.shape(folderOf(path)).declared;
  return declaredNames(survey.parse(text)).flatMap((name) => {
    const place = declared.get(name);
    return place === undefined || own.has(place) ? [] : [`${place} declares ${name}`];
  });
}

/** What else the package of a test declares: in other tests, and in the package itself where the test is inside of it. */
function declaredInTests(
  path: string,
  text: string,
  own: ReadonlySet<string>,
  survey: Survey,
): ReadonlyMap<string, string> {
  const folder = folderOf(path);
  const shape = survey.shape(folder);
  const { packageName } = readHeader(text);
  const others = survey.reader.goFiles.filter(
    (other) =>
      other.endsWith('_test.go') &&
      folderOf(other) === folder &&
      !own.has(other) &&
      survey.header(other).packageName === packageName,
  );
  const inTests = others.flatMap((other) =>
    declaredNames(survey.parse(survey.reader.read(other) ?? '')).map((name) => [name, other] as const),
  );
  return new Map([...(shape.name === packageName ? shape.declared : []), ...inTests]);
}

/** A file from a template; Go is finished as gofmt would. */
export function rendered(
  path: string,
  template: string,
  data: Readonly<Record<string, unknown>>,
  survey: Survey,
): PartFile {
  const name = `parts/${template}`;
  const marked = `${name}.eta`;
  const text = survey.templates.get(marked) ?? survey.templates.get(name);
  if (text === undefined) {
    throw new Error(`the installation is incomplete: ${name}.eta is missing from the templates`);
  }
  const result = renderTemplate(name, text, data);
  const finished = path.endsWith('.go') ? finishGoSource(result) : result;
  const source = survey.templates.has(marked) ? marked : name;
  return { path, text: soundText(source, path, finished, survey.parse) };
}

/** Whether a file is, or would be, the one that says what its package is for: the first in its folder. */
export function opensPackage(path: string, survey: Survey): boolean {
  const text = survey.reader.read(path);
  return text === undefined ? survey.shape(folderOf(path)).name === '' : text.startsWith('// Package ');
}

/** The forms of a name and its plural, as templates call them. */
export function namesOf(options: Pick<PartOptions, 'name' | 'plural'>) {
  const forms = nameForms(options.name);
  const words = forms.snake.split('_');
  const plural = nameForms(
    options.plural ?? [...words.slice(0, -1), pluralOf(words[words.length - 1] ?? '')].join('_'),
  );
  return {
    ...forms,
    plural: plural.pascal,
    table: plural.snake,
    path: plural.snake.replaceAll('_', '-'),
    words: plural.word,
    article: articleOf(forms.word),
    pascalArticle: articleOf(forms.pascal),
  };
}

export function nameProblems({ name, plural, directory }: PartOptions): readonly Problem[] {
  const problem = entityNameProblem(name) ?? (plural === undefined ? undefined : entityNameProblem(plural));
  return [...(problem === undefined ? [] : [{ option: 'name', message: problem }]), ...directoryProblems(directory)];
}

export function directoryProblems(directory: string | undefined): readonly Problem[] {
  if (directory === undefined || /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*\/?$/.test(directory)) {
    return [];
  }
  const example = 'relative to go.mod and with "/", for example internal/order';
  const message = /^\.?\/?$/.test(directory)
    ? `"${directory}" is the root of the module, and no part is written into the package there; say a folder below it, ${example}`
    : `"${directory}" is no folder below the module; write it ${example}`;
  return [{ option: 'directory', message }];
}

/** Lines as gofmt aligns them: every column but the last padded to its widest cell. */
export function alignedColumns(rows: readonly (readonly string[])[], indent = 1): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)));
      return `${'\t'.repeat(indent)}${cells.join(' ')}`;
    })
    .join('\n');
}

/** The step that brings modules in; tidying also brings what the packages in them import, which getting a module alone does not. */
export function goGets(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : [`go get ${paths.map((path) => `${path}@latest`).join(' ')} && go mod tidy`];
}

/** Said where the generated code imports what go.mod does not ask for. */
export function getsFor(survey: Survey, ...paths: readonly string[]): readonly string[] {
  const missing = paths.filter((path) => !survey.requires(path.replace(/\/v\d+$/, '')));
  return goGets(missing);
}
