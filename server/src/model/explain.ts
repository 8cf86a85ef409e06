/**
 * Why a file is where it is: its layer, the pattern that claimed it and those that lost, what it may import. The one
 * source of what hover, the editor's explanation and `go-architect explain` say.
 */
import type { FileRole, LayerAnswer } from '../config/layers.ts';
import { sliceOf } from '../config/slices.ts';
import { importLines, namesOr } from './explainImports.ts';
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
  /** Layers that its layer is kept apart from, whatever is said of imports. */
  readonly siblings: readonly string[];
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
    siblings: own ? scope.layers.siblingsOf(own) : [],
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
  const { answer, role, mayBeImportedBy, importedBy, source, remarks } = explanation;
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
    lines.push(...importLines(layer, explanation));
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
