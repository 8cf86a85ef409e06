/**
 * Help for whoever writes `.go-architect.yaml`: completion of keys, layers, packages and rules, hover, and the way to what a name or
 * a pattern stands for.
 */
import {
  type CompletionItem,
  CompletionItemKind,
  type Hover,
  type Location,
  MarkupKind,
  type Position,
  type Range,
} from 'vscode-languageserver';
import { type Completion, type ConfigVocabulary, completionsAt } from '../config/assist/complete.ts';
import { type ConfigMeaning, meaningAt } from '../config/assist/describe.ts';
import { type ConfigPlace, placeAt } from '../config/assist/place.ts';
import { importOrigin } from '../model/importOrigin.ts';
import { configurationFileName } from '../protocol.ts';
import { configurationSchema } from '../workspace/schemaFile.ts';
import { TextPositions, uriOfPath } from './convert.ts';
import type { Session } from './session.ts';

export function isConfiguration(path: string): boolean {
  return path.endsWith(`/${configurationFileName}`);
}

export function completeConfiguration(path: string, position: Position, session: Session): CompletionItem[] {
  const at = look(path, position, session);
  if (!at) return [];
  return completionsAt(at.place, configurationSchema(), at.known).map((completion, index) => ({
    label: completion.label,
    kind: itemKinds[completion.kind],
    sortText: String(index).padStart(5, '0'),
    filterText: completion.label,
    ...(completion.description === undefined ? {} : { documentation: completion.description }),
    textEdit: { range: at.range, newText: completion.text },
  }));
}

const itemKinds: Record<Completion['kind'], CompletionItemKind> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  layer: CompletionItemKind.Module,
  package: CompletionItemKind.Folder,
  rule: CompletionItemKind.Reference,
};

export function hoverConfiguration(path: string, position: Position, session: Session): Hover | null {
  const at = look(path, position, session);
  const meaning = at && meaningAt(at.place, configurationSchema(), at.known);
  if (!at || !meaning) return null;
  return { contents: { kind: MarkupKind.Markdown, value: explain(meaning, path, session) }, range: at.range };
}

/** The packages a pattern matches, the place where a layer is described, the page of a rule. */
export function definitionInConfiguration(path: string, position: Position, session: Session): Location[] {
  const at = look(path, position, session);
  const meaning = at && meaningAt(at.place, configurationSchema(), at.known);
  if (!meaning) return [];
  if (meaning.kind === 'pattern') return firstFilesOf(meaning.directories, path, session);
  if (meaning.kind === 'layer') return originOfLayer(meaning.name, path, session);
  return [];
}

interface Look {
  readonly place: ConfigPlace;
  readonly range: Range;
  readonly known: ConfigVocabulary;
}

function look(path: string, position: Position, session: Session): Look | undefined {
  const text = session.workspace.text(path);
  if (text === undefined) return undefined;
  const positions = new TextPositions(text);
  const place = placeAt(text, positions.offset(position));
  return place && { place, range: positions.range(place.start, place.end), known: vocabulary(path, text, session) };
}

function vocabulary(path: string, text: string, { workspace }: Session): ConfigVocabulary {
  const layers = new Set<string>();
  // Layers that are being written as well: the last configuration without a fault does not know them.
  const section = /^layers:[^\n]*\n((?:[ \t#][^\n]*\n|\n)*)/m.exec(`${text}\n`)?.[1] ?? '';
  const indent = /^[ \t]+(?=[^\s#])/m.exec(section)?.[0];
  if (indent) {
    for (const line of section.split('\n')) {
      const name = line.startsWith(indent) ? /^["']?([\w-]+)["']?:/.exec(line.slice(indent.length))?.[1] : undefined;
      if (name !== undefined) layers.add(name);
    }
  }
  const standard = new Set<string>();
  const external = new Set<string>();
  for (const { scope } of governedBy(path, workspace)) for (const name of scope.config.layers.keys()) layers.add(name);
  for (const { file, import: imported } of workspace.project.imports()) {
    if (imported.path === '') continue;
    const origin = importOrigin(workspace.project, file, imported.path);
    if (origin === 'standard') standard.add(imported.path);
    if (origin === 'external') external.add(imported.path);
  }
  return {
    layers: [...layers],
    directories: [...new Set(packagesOf(path, workspace).map(({ relative }) => relative))].sort(),
    standardImports: [...standard].sort(),
    externalImports: [...external].sort(),
    rules: [...workspace.engine.rules.values()].map(({ meta }) => ({
      id: meta.id,
      title: meta.title,
      defaults: meta.defaults as Readonly<Record<string, unknown>>,
    })),
  };
}

function governedBy(path: string, workspace: Session['workspace']) {
  return workspace.governance.filter(({ configurationPath }) => configurationPath === path);
}

/** Packages below the folder of a configuration, by their directory relative to it. */
function packagesOf(path: string, { project }: Session['workspace']) {
  const root = path.slice(0, path.lastIndexOf('/'));
  return [...project.packages.values()].flatMap((found) => {
    const directory = found.dir === '' ? found.module.dir : `${found.module.dir}/${found.dir}`;
    if (directory !== root && !directory.startsWith(`${root}/`)) return [];
    return [{ package: found, relative: directory.slice(root.length + 1) }];
  });
}

function firstFilesOf(directories: readonly string[], path: string, { workspace }: Session): Location[] {
  const wanted = new Set(directories);
  const start = { line: 0, character: 0 };
  return packagesOf(path, workspace).flatMap(({ package: found, relative }) => {
    if (!wanted.has(relative)) return [];
    const files = [...found.files.values()];
    const first = files.find(({ isTest }) => !isTest) ?? files[0];
    return first === undefined ? [] : [{ uri: uriOfPath(first.path), range: { start, end: start } }];
  });
}

function originOfLayer(name: string, path: string, { workspace }: Session): Location[] {
  for (const { scope } of governedBy(path, workspace)) {
    const origin = scope.config.layers.get(name)?.patterns[0]?.origin;
    const text = origin && workspace.text(origin.file);
    if (!origin || text === undefined) continue;
    return [{ uri: uriOfPath(origin.file), range: new TextPositions(text).range(origin.start, origin.end) }];
  }
  return [];
}

const SHOWN = 15;

function explain(meaning: ConfigMeaning, path: string, { workspace }: Session): string {
  if (meaning.kind === 'key') return `**${meaning.name}**: ${meaning.description}`;
  if (meaning.kind === 'preset') return `**${meaning.name}**: ${meaning.description}`;
  if (meaning.kind === 'rule') return `**${meaning.id}**: ${meaning.title}.`;
  if (meaning.kind === 'pattern') return `\`${meaning.pattern}\` ${listed(meaning.directories)}`;
  const layers = governedBy(path, workspace)[0]?.scope;
  const own = packagesOf(path, workspace).filter(({ package: found }) => {
    const answer = found.module.scope.layerOf(found.dir);
    return answer.kind === 'layer' && answer.layer.name === meaning.name;
  });
  const description = layers?.config.layers.get(meaning.name)?.description;
  return `Layer **${meaning.name}**${description ? `: ${description}` : ''} ${listed(own.map(({ relative }) => relative))}`;
}

function listed(directories: readonly string[]): string {
  if (directories.length === 0) return 'claims no package.';
  const names = directories.slice(0, SHOWN).map((directory) => `- \`${directory === '' ? '.' : directory}\``);
  const more = directories.length > SHOWN ? [`- … and ${directories.length - SHOWN} more`] : [];
  const count = directories.length === 1 ? '1 package' : `${directories.length} packages`;
  return [`claims ${count}:`, '', ...names, ...more].join('\n');
}
