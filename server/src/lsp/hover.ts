/** Hover on an import path (and, handed on, in a configuration): the layer it leads to, whether the import is allowed, and why. */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { GoImport } from '../go/imports.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import { roleOf } from '../rules/architecture/layer-import.ts';
import { hoverConfiguration, isConfiguration } from './configurationHelp.ts';
import { pathOfUri, TextPositions } from './convert.ts';
import { fenced, type Session } from './session.ts';

export function registerHover(session: Session): void {
  const { connection, workspace, log } = session;
  connection.onHover(({ textDocument, position }) =>
    fenced(log, 'hover', null, (): Hover | null => {
      const path = pathOfUri(textDocument.uri);
      if (path !== undefined && isConfiguration(path)) return hoverConfiguration(path, position, session);
      const file = path === undefined ? undefined : workspace.project.files.get(path);
      const text = path === undefined ? undefined : workspace.text(path);
      if (!file || text === undefined) return null;
      const positions = new TextPositions(text);
      const offset = positions.offset(position);
      const imported = file.facts.header.imports.find(({ start, end }) => start <= offset && offset <= end);
      if (!imported) return null;
      const value = describeImport(workspace.project, file, imported);
      if (value === undefined) return null;
      return { contents: { kind: MarkupKind.Markdown, value }, range: positions.range(imported.start, imported.end) };
    }),
  );
}

/** Undefined where we have nothing to add to what gopls says of the package. */
function describeImport(project: Project, file: ProjectFile, imported: GoImport): string | undefined {
  const { scope } = file.module;
  const own = scope.layerOf(file.dir);
  const target = project.resolveImport(imported.path);
  if (target.origin !== 'project' && target.origin !== 'missing') return undefined;
  const module = target.origin === 'project' ? target.package.module : target.module;
  if (module.scope.layers !== scope.layers) return undefined;
  const dir = target.origin === 'project' ? target.package.dir : target.dir;
  const answer = module.scope.layerOf(dir);
  if (answer.kind !== 'layer') return undefined;
  const lines = [
    `Layer **${answer.layer.name}**, claimed by \`${answer.pattern.pattern.text}\` (${answer.pattern.origin.label})`,
  ];
  if (own.kind === 'layer') {
    const verdict = scope.layers.mayImport(own.layer, answer.layer, roleOf(file));
    const mark = verdict.allowed ? 'Allowed' : '**Not allowed**';
    lines.push(
      '',
      `${mark} from layer **${own.layer.name}**: ${verdict.because}${verdict.origin ? ` (${verdict.origin.label})` : ''}.`,
    );
  }
  return lines.join('\n');
}
