/** Hover on an import path (and, handed on, in a configuration): the layer it leads to, whether the import is allowed, and why. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { Layer } from '../config/config.ts';
import type { ImportVerdict } from '../config/layers.ts';
import type { GoImport } from '../go/imports.ts';
import { roleOf } from '../model/fileRole.ts';
import { importOrigin } from '../model/importOrigin.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import { innerTarget, layerOfTarget, ownLayer } from '../rules/architecture/edges.ts';
import type { Finding } from '../rules/rule.ts';
import { hoverConfiguration, isConfiguration } from './configurationHelp.ts';
import { TextPositions } from './convert.ts';
import { documentPath, positionOf } from './parameters.ts';
import { fenced, type Session } from './session.ts';

export function registerHover(session: Session): void {
  const { connection, workspace, log } = session;
  connection.onHover((params) =>
    fenced(log, 'hover', null, (): Hover | null => {
      const path = documentPath(params);
      const position = positionOf(params);
      if (path !== undefined && isConfiguration(path)) return hoverConfiguration(path, position, session);
      const file = path === undefined ? undefined : workspace.project.files.get(path);
      const text = path === undefined ? undefined : workspace.text(path);
      if (!file || text === undefined) return null;
      const positions = new TextPositions(text);
      const offset = positions.offset(position);
      const imported = file.facts.header.imports.find(({ start, end }) => start <= offset && offset <= end);
      if (!imported) return null;
      const findings = (workspace.verdict(file.path)?.findings ?? []).filter(
        ({ rule, start }) => start === imported.start && rule.startsWith('architecture/'),
      );
      const value = describeImport(workspace.project, file, imported, findings);
      if (value === undefined) return null;
      return { contents: { kind: MarkupKind.Markdown, value }, range: positions.range(imported.start, imported.end) };
    }),
  );
}

/** Undefined where we have nothing to add to what gopls says of the package. */
function describeImport(
  project: Project,
  file: ProjectFile,
  imported: GoImport,
  findings: readonly Finding[],
): string | undefined {
  const parts = [...placeOf(project, file, imported)];
  // What the layers say counts for nothing where another rule forbids the import.
  const others = findings.filter(({ rule }) => rule !== 'architecture/layer-import');
  if (others.length === 0 || others.length < findings.length) parts.push(...verdictOf(project, file, imported));
  parts.push(...others.map(({ rule, message }) => `**${rule}**: ${message}`));
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

/** The layer that an import leads to. */
function* placeOf(project: Project, file: ProjectFile, { path }: GoImport): Iterable<string> {
  const target = innerTarget(project, file, path);
  const answer = target?.module.scope.layerOf(target.dir);
  if (answer?.kind !== 'layer') return;
  const { layer, pattern } = answer;
  yield `Layer **${layer.name}**, claimed by \`${pattern.pattern.text}\` (${pattern.origin.label})`;
  if (layer.description !== '') yield layer.description;
}

/** What the layers of both sides say, or what the own layer says of packages from outside, where it says something. */
function* verdictOf(project: Project, file: ProjectFile, { path }: GoImport): Iterable<string> {
  const { layers } = file.module.scope;
  const own = ownLayer(file)?.layer;
  if (!own) return;
  const target = innerTarget(project, file, path);
  const to = target && layerOfTarget(target)?.layer;
  const origin = importOrigin(project, file, path);
  if (to) yield sentence(own, layers.mayImport(own, to, roleOf(file)));
  else if (origin === 'standard' && own.imports.std)
    yield sentence(own, layers.mayImportStandard(own, path, roleOf(file)));
  else if (origin === 'external' && own.imports.external) {
    yield sentence(own, layers.mayImportExternal(own, path, roleOf(file)));
  }
}

/** Where it is not allowed, what the layer is for says why, or where that is written down. */
function sentence({ name, description }: Layer, { allowed, because, origin }: ImportVerdict): string {
  const mark = allowed ? 'Allowed' : '**Not allowed**';
  const why = allowed || description === '' ? '' : `\n\n**${name}**: ${description}`;
  return `${mark} from layer **${name}**: ${because}${origin ? ` (${origin.label})` : ''}.${why}`;
}
