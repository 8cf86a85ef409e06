/** What a configuration says of a layer's imports and why, as it holds for one kind of file: a part of the explanation of a file. */
import type { ImportKind, ImportRules, Layer, Rationale, Selection } from '../config/config.ts';
import type { FileRole } from '../config/layers.ts';
import { rationaleText, seenFromRoot } from '../config/rationale.ts';

interface Importable {
  readonly role: FileRole;
  /** Other layers that the file may import. */
  readonly mayImport: '*' | readonly string[];
  readonly siblings: readonly string[];
}

export function importLines(layer: Layer, { role, mayImport, siblings }: Importable): string[] {
  const said = saidOf(layer, role);
  const holds: Holds = ({ list, path }) => {
    const isImportable = path === layer.name || mayImport === '*' || mayImport.includes(path);
    return isImportable === (list === 'allow');
  };
  const importable = mayImport === '*' ? 'every layer' : namesOr(mayImport, 'no other layer');
  return [
    `- ${roleWords[role]}may import: ${importable}`,
    ...reasonLines(said, 'layers', holds),
    ...(siblings.length > 0 ? [`- kept apart from its siblings: ${siblings.join(', ')}`] : []),
    ...outsideLines(said, layer, 'std', role),
    ...outsideLines(said, layer, 'external', role),
    ...wholeLines(said),
    ...(role === 'production' ? testLines(layer) : []),
  ];
}

const roleWords: Readonly<Record<FileRole, string>> = {
  production: '',
  test: 'as a test file, ',
  blackBoxTest: 'as a file of an external test package, ',
};

/** Other modules of the workspace are none of these, unless the configuration does not govern them. */
const originWords = { std: 'of the standard library', external: 'of third-party packages' } as const;

/** What is said of some files of a layer, and of which. */
interface Said {
  readonly of: 'production' | 'tests' | 'external tests';
  readonly rules: ImportRules;
}

/** What holds for the files of a role: what is said of all of the layer, and of tests on top. */
function saidOf({ imports, testImports, blackBoxTestImports }: Layer, role: FileRole): Said[] {
  const said: Said[] = [{ of: 'production', rules: imports }];
  if (role !== 'production') said.push({ of: 'tests', rules: testImports });
  if (role === 'blackBoxTest') said.push({ of: 'external tests', rules: blackBoxTestImports });
  return said;
}

/** Whether an entry is in force and not overruled. */
type Holds = (entry: { readonly list: 'allow' | 'deny'; readonly path: string }) => boolean;

/** Why it is so, where the configuration says it: of all of the list first, then name by name. */
function reasonLines(said: readonly Said[], kind: ImportKind, holds: Holds = () => true): string[] {
  const speaking = said.filter(({ rules }) => rules[kind] !== undefined);
  return speaking.flatMap(({ of, rules }) => {
    const { why, explained = [] } = rules[kind] ?? {};
    const who = audience(of, speaking);
    return [
      ...(why ? [`  - ${who}why: ${reasonOf(why)}`] : []),
      ...explained
        .filter(holds)
        .map(({ list, path, why }) => `  - ${who}${list === 'deny' ? 'not ' : ''}${path}: ${reasonOf(why)}`),
    ];
  });
}

/** Why all of it is so. */
function wholeLines(said: readonly Said[]): string[] {
  const speaking = said.filter(({ rules: { layers, std, external, why } }) => layers ?? std ?? external ?? why);
  return speaking.flatMap(({ of, rules: { why } }) =>
    why ? [`- ${audience(of, speaking)}why: ${reasonOf(why)}`] : [],
  );
}

/** Left out where what is said of production is all there is, and holds for tests. */
function audience(of: Said['of'], speaking: readonly Said[]): string {
  return of === 'production' && speaking.length === 1 ? '' : `for ${of}, `;
}

function reasonOf(why: Rationale): string {
  return rationaleText(seenFromRoot(why));
}

/** What may come from outside of the configuration's modules; nothing where nothing is said of it. */
function outsideLines(said: readonly Said[], layer: Layer, kind: 'std' | 'external', role: FileRole): string[] {
  const { imports, testImports, blackBoxTestImports } = layer;
  const selections = said.flatMap(({ rules }) => rules[kind] ?? []);
  if (selections.length === 0) return [];
  const isOpen = role !== 'production' && !testImports[kind] && !blackBoxTestImports[kind];
  if (isOpen) return [`- ${originWords[kind]}: everything, because nothing is said of tests`];
  const texts = [...(imports[kind] ? [] : ['everything']), ...selections.map(selectionText)];
  return [`- ${originWords[kind]}: ${texts.join('; and for tests: ')}`, ...reasonLines(said, kind)];
}

/** What test files of the layer may import on top. */
function testLines({ testImports, blackBoxTestImports }: Layer): string[] {
  const line = (who: string, { layers, std, external }: ImportRules) => {
    const parts = [
      ...(layers ? [selectionText(layers)] : []),
      ...(std ? [`${originWords.std} ${selectionText(std)}`] : []),
      ...(external ? [`${originWords.external} ${selectionText(external)}`] : []),
    ];
    return parts.length === 0 ? [] : [`- ${who} may import on top: ${parts.join('; ')}`];
  };
  return [...line('test files', testImports), ...line('files of an external test package', blackBoxTestImports)];
}

function selectionText({ allow, deny }: Selection): string {
  const allowed =
    allow === '*' ? 'everything' : allow === 'pure' ? 'what has no side effects (pure)' : namesOr(allow, 'nothing');
  return deny.length === 0 ? allowed : `${allowed}, but not ${deny.join(', ')}`;
}

export function namesOr(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join(', ');
}
