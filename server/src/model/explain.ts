/**
 * Why a file is where it is: its layer, the pattern that claimed it and those that lost, what it may import. The one
 * source of what hover, the editor's explanation and `go-architect explain` say.
 */
import type { ImportRules, Layer, Selection } from '../config/config.ts';
import type { FileRole, LayerAnswer } from '../config/layers.ts';
import { rationaleText } from '../config/rationale.ts';
import { sliceOf } from '../config/slices.ts';
import { roleOf } from './fileRole.ts';
import type { ModuleInfo, Package, Project, ProjectFile } from './project.ts';

export interface FileExplanation {
  readonly path: string;
  readonly packagePath: string;
  readonly module: string;
  /** `file`: written down; `detected`: recognised; `none`: no layers are known. */
  readonly source: 'file' | 'detected' | 'none';
  readonly answer: LayerAnswer;
  /** Test files may be allowed more. */
  readonly role: FileRole;
  /** The configuration has layers at all. */
  readonly hasLayers: boolean;
  /** The slices it lies in, each with the path that says so. */
  readonly slices: readonly { readonly name: string; readonly path: string }[];
  /** Layers this one may import besides itself. */
  readonly mayImport: '*' | readonly string[];
  /** Layers that may import this one. */
  readonly mayBeImportedBy: readonly string[];
  /** Packages of the project that import this file's package, sorted. */
  readonly importedBy: readonly string[];
  /** What a recognised layout leaves open in this module, and why. */
  readonly remarks: readonly string[];
}

export function explainFile(project: Project, file: ProjectFile): FileExplanation {
  const { scope } = file.module;
  const answer = scope.layerOf(file.dir);
  const layers = [...scope.config.layers.values()];
  const own = answer.kind === 'layer' ? answer.layer : undefined;
  const others = own ? layers.filter((layer) => layer !== own) : [];
  const role = roleOf(file);
  const importable = own ? others.filter((other) => scope.layers.mayImport(own, other, role).allowed) : [];
  const packagePath = project.packageOf(file)?.path ?? file.module.path;
  return {
    path: file.path,
    packagePath: packagePath === '' ? '.' : packagePath,
    module: file.module.path,
    source: scope.source,
    answer,
    role,
    hasLayers: layers.length > 0,
    slices: scope.config.slices.flatMap((rule) => {
      const membership = sliceOf(rule, scope.patternPath(file.dir));
      return membership ? [{ name: membership.name, path: rule.pattern.text }] : [];
    }),
    mayImport: others.length > 0 && importable.length === others.length ? '*' : importable.map((layer) => layer.name),
    mayBeImportedBy: own
      ? others.filter((other) => scope.layers.mayImport(other, own).allowed).map((layer) => layer.name)
      : [],
    importedBy: importersOf(project, packagePath, file.module).map((importer) => importer.path),
    remarks: scope.source === 'detected' ? (file.module.detected?.remarks ?? []) : [],
  };
}

/** Packages with a file that imports the package, sorted by import path. */
export function importersOf(project: Project, packagePath: string, module: ModuleInfo): Package[] {
  const importers = new Set<Package>();
  for (const file of project.importersOf(packagePath, module)) {
    const importer = project.packageOf(file);
    // A package's external tests import it as well, which tells nobody anything.
    if (importer && importer.path !== packagePath) importers.add(importer);
  }
  return [...importers].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** How names and patterns are set apart from the words around them. */
export interface Emphasis {
  strong(text: string): string;
  code(text: string): string;
}

export const markdown: Emphasis = { strong: (text) => `**${text}**`, code: (text) => `\`${text}\`` };
export const plainText: Emphasis = { strong: (text) => text, code: (text) => text };

/** The explanation as CommonMark, or as the same lines without its marks. */
export function explanationText(explanation: FileExplanation, { strong, code }: Emphasis): string {
  const { answer, role, mayImport, mayBeImportedBy, importedBy, source, remarks } = explanation;
  const lines: string[] = [];
  if (answer.kind === 'layer') {
    const { layer, pattern, losers } = answer;
    lines.push(`${strong(explanation.packagePath)} belongs to layer ${strong(layer.name)}.`, '');
    if (layer.description !== '') lines.push(layer.description, '');
    lines.push(
      answer.unclaimed
        ? `- claimed by no pattern; ${code('unmatched')} judges it as ${layer.name} (${pattern.origin.label})`
        : `- claimed by ${code(pattern.pattern.text)} (${pattern.origin.label})`,
    );
    for (const loser of losers)
      lines.push(`- not by ${code(loser.pattern.pattern.text)} of ${loser.pattern.layer.name}: ${loser.why}`);
    const importable = mayImport === '*' ? 'every layer' : namesOr(mayImport, 'no other layer');
    lines.push(`- ${roleWords[role]}may import: ${importable}`, ...reasonLines(layer.imports.layers));
    for (const kind of ['std', 'external'] as const) {
      const outside = outsideText(layer, kind, role);
      if (outside !== undefined) lines.push(`- ${originWords[kind]}: ${outside}`, ...reasonLines(layer.imports[kind]));
    }
    if (layer.imports.why) lines.push(`- why: ${rationaleText(layer.imports.why)}`);
    if (role === 'production') lines.push(...testLines(layer));
    lines.push(`- may be imported by: ${namesOr(mayBeImportedBy, 'no other layer')}`);
  } else if (answer.kind === 'tie') {
    const [a, b] = answer.patterns;
    lines.push(
      `${strong(explanation.packagePath)} is claimed by two layers with equal right: ${a.layer.name} by ${code(a.pattern.text)} and ${b.layer.name} by ${code(b.pattern.text)}. Make one of the patterns more specific.`,
    );
  } else if (source === 'none') {
    lines.push(
      `${strong(explanation.packagePath)} has no layer: there is no configuration, and the folders show no layout that is certain enough to judge by.`,
    );
  } else {
    const why = explanation.hasLayers ? 'no pattern matches its folder' : 'the configuration has none';
    lines.push(`${strong(explanation.packagePath)} belongs to no layer: ${why}.`, '');
  }
  for (const { name, path } of explanation.slices) {
    const inTests = role === 'production' ? '' : ', in test files where the rule is told so';
    lines.push(`- slice ${strong(name)}, by ${code(path)}: kept apart from the other slices${inTests}`);
  }
  if (remarks.length > 0) lines.push('', 'Left open in this layout:', '', ...remarks.map((remark) => `- ${remark}`));
  if (importedBy.length > 0) {
    lines.push('', `Imported by ${importedBy.length} package${importedBy.length === 1 ? '' : 's'}:`, '');
    for (const path of importedBy.slice(0, 20)) lines.push(`- ${code(path)}`);
    if (importedBy.length > 20) lines.push(`- and ${importedBy.length - 20} more`);
  }
  return lines.join('\n');
}

const roleWords: Readonly<Record<FileRole, string>> = {
  production: '',
  test: 'as a test file, ',
  blackBoxTest: 'as a file of an external test package, ',
};

/** Other modules of the workspace are none of these, unless the configuration does not govern them. */
const originWords = { std: 'of the standard library', external: 'of third-party packages' } as const;

/** What may come from outside of the configuration's modules; undefined where nothing is said of the layer. */
function outsideText(layer: Layer, kind: 'std' | 'external', role: FileRole): string | undefined {
  const own = layer.imports[kind];
  if (!own) return undefined;
  if (role === 'production') return selectionText(own);
  const { testImports, blackBoxTestImports } = layer;
  if (!testImports[kind] && !blackBoxTestImports[kind]) return 'everything, because nothing is said of tests';
  const added = [testImports[kind], role === 'blackBoxTest' ? blackBoxTestImports[kind] : undefined];
  return [own, ...added].flatMap((selection) => (selection ? selectionText(selection) : [])).join('; and for tests: ');
}

/** Why it is so, where the configuration says it: of all of it first, then name by name. */
function reasonLines(selection: Selection | undefined): string[] {
  const { why, explained = [] } = selection ?? {};
  return [
    ...(why ? [`  - why: ${rationaleText(why)}`] : []),
    ...explained.map(({ list, path, why }) => `  - ${list === 'deny' ? 'not ' : ''}${path}: ${rationaleText(why)}`),
  ];
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

function namesOr(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join(', ');
}
