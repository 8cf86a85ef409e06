/**
 * Snippets that fit the place, offered where their prefix is typed: the layer's, in the project's libraries and with its entities'
 * names, imports added. The static snippets of the editor remain for every other place and for editors that have them.
 */
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Position,
  type TextEdit,
} from 'vscode-languageserver';
import { addImport, nameOf } from '../go/importEdits.ts';
import { Kind } from '../go/kinds.ts';
import { applyEdits } from '../go/textEdit.ts';
import { endOf, type FlatTree, kindOf, startOf } from '../go/tree.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import {
  type Entity,
  type FittingSnippet,
  fittingSnippets,
  nearlyExpanded,
  type SnippetPlace,
  type SnippetRole,
} from '../scaffold/fittingSnippets.ts';
import { goSnippets } from '../workspace/snippetFiles.ts';
import { TextPositions } from './convert.ts';
import type { Session } from './session.ts';

/** What is typed before snippets are offered; without it every completion of gopls would have ours above it. */
const PREFIX = /(?:^|[\s{;])(ga[\w-]*)$/;

export function completeSnippets(path: string, position: Position, session: Session): CompletionItem[] {
  const { workspace } = session;
  const text = workspace.text(path);
  const file = workspace.project.files.get(path);
  if (text === undefined || !file) return [];
  const positions = new TextPositions(text);
  const offset = positions.offset(position);
  const word = PREFIX.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[1];
  if (word === undefined) return [];
  const start = offset - word.length;
  // The half-typed prefix is no Go; the place is judged as it was before.
  const clean = text.slice(0, start) + text.slice(offset);
  const tree = workspace.parse(clean);
  const place = placeOf(file, tree, start, workspace.project);
  const range = positions.range(start, offset);
  return fittingSnippets(goSnippets(), place).map((snippet, index) => ({
    label: snippet.source.prefix,
    labelDetails: { description: snippet.source.title },
    kind: CompletionItemKind.Snippet,
    detail: snippet.source.description,
    documentation: { kind: MarkupKind.Markdown, value: `\`\`\`go\n${nearlyExpanded(snippet.body)}\n\`\`\`` },
    // Before the static snippet of the same prefix, which knows nothing of the project.
    sortText: `0${String(index).padStart(3, '0')}`,
    preselect: index === 0,
    insertTextFormat: InsertTextFormat.Snippet,
    insertTextMode: InsertTextMode.adjustIndentation,
    textEdit: { range, newText: snippet.body },
    additionalTextEdits: importEdits(snippet, clean, start, file, session),
  }));
}

/** One edit of the imports: each addition is made against the text that the one before it left. */
function importEdits(
  { needs, body }: FittingSnippet,
  text: string,
  before: number,
  file: ProjectFile,
  session: Session,
): TextEdit[] {
  if (body.startsWith('package ') || needs.length === 0) return [];
  let changed = text;
  for (const { path, name, alias } of needs) {
    const { edits } = addImport(session.workspace.parse(changed), path, alias ? name : undefined, undefined, {
      module: file.module.path,
    });
    changed = applyEdits(changed, edits);
  }
  if (changed === text) return [];
  let start = 0;
  while (start < text.length && text[start] === changed[start]) start++;
  let tail = 0;
  while (tail < text.length - start && tail < changed.length - start && text.at(-1 - tail) === changed.at(-1 - tail))
    tail++;
  const end = text.length - tail;
  if (end > before) return [];
  const positions = new TextPositions(text);
  return [{ range: positions.range(start, end), newText: changed.slice(start, changed.length - tail) }];
}

function placeOf(file: ProjectFile, tree: FlatTree, offset: number, project: Project): SnippetPlace {
  const role = roleOf(file);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.go$/, '');
  return {
    role,
    isTest: file.isTest,
    inside: insideOf(tree, offset),
    imports: importedNames(project, file, tree),
    inputs: inputsOf(project, file),
    entities: entitiesOf(project, file),
    fileName: name,
    folder: file.dir.slice(file.dir.lastIndexOf('/') + 1),
  };
}

function insideOf(tree: FlatTree, offset: number): SnippetPlace['inside'] {
  let inside: SnippetPlace['inside'] = 'emptyFile';
  for (let node = 0; node < tree.count && startOf(tree, node) < offset; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.block && offset < endOf(tree, node)) return 'statements';
    if (kind === Kind.package_clause) inside = 'declarations';
  }
  return inside;
}

const ROLES: readonly (readonly [RegExp, SnippetRole])[] = [
  [/^(domain|entit(y|ies)|models?|core|aggregates?)$/, 'domain'],
  [/^(usecases?|services?|application|app|interactors?)$/, 'usecase'],
  [
    /^(repository|repositories|stores?|storage|persistence|infrastructure|datasources?|secondary|driven)$/,
    'repository',
  ],
  [
    /^(delivery|handlers?|controllers?|interfaces?|api|http|rest|transport|presentation|primary|driving|web)$/,
    'delivery',
  ],
  [/^(platform|pkg|shared|common|infra)$/, 'platform'],
  [/^(main|cmd|root|composition)$/, 'main'],
];

/** By the layer's name; in adapters by the folder, which says which side they are on. */
function roleOf(file: ProjectFile): SnippetRole | undefined {
  // A folder such as cmd/api is called after what the command serves.
  if (file.facts.header.packageName === 'main') return 'main';
  const answer = file.module.scope.layerOf(file.dir);
  const folders = file.dir.split('/').reverse();
  const names = answer.kind === 'layer' ? [answer.layer.name, ...folders] : folders;
  for (const name of names) {
    const role = ROLES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
    if (role !== undefined) return role;
  }
  return undefined;
}

/** The libraries. A package of the module's own is no other version of a library that is called like it. */
function importedNames(project: Project, file: ProjectFile, tree: FlatTree): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { import: imported } of project.imports()) {
    if (imported.path.startsWith(`${file.module.path}/`)) continue;
    if (imported.alias !== '_' && imported.alias !== '.' && !names.has(imported.path))
      names.set(imported.path, nameOf(tree, imported));
  }
  return names;
}

/** What use cases take to create an entity, under the name of the entity. */
function inputsOf(project: Project, file: ProjectFile): Entity[] {
  const inputs: Entity[] = [];
  for (const found of project.packages.values()) {
    if (found.module !== file.module) continue;
    for (const each of found.files.values()) {
      if (each.isTest || roleOf(each) !== 'usecase') continue;
      for (const { name } of each.facts.declarations?.types ?? []) {
        const entity = /^Create(\w+)Input$/.exec(name)?.[1];
        if (entity === undefined) continue;
        const same = found === project.packageOf(file);
        inputs.push({
          name: entity,
          importPath: same ? undefined : found.path,
          packageName: each.facts.header.packageName,
        });
      }
    }
  }
  return inputs;
}

/** Exported structs of the domain that have an identity. */
function entitiesOf(project: Project, file: ProjectFile): Entity[] {
  const entities: Entity[] = [];
  for (const found of project.packages.values()) {
    if (found.module !== file.module) continue;
    for (const each of found.files.values()) {
      if (each.isTest || roleOf(each) !== 'domain') continue;
      for (const { name, fields } of each.facts.declarations?.types ?? []) {
        if (!/^[A-Z]/.test(name) || !fields?.some((field) => /^(ID|Id|UUID)$/.test(field.name))) continue;
        const same = found === project.packageOf(file);
        entities.push({ name, importPath: same ? undefined : found.path, packageName: each.facts.header.packageName });
      }
    }
  }
  return entities.sort((a, b) => (a.name < b.name ? -1 : 1));
}
