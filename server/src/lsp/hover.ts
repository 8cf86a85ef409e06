/**
 * Hover on an import path (and, handed on, in a configuration): the layer it leads to or the module it comes from, whether the import is
 * allowed, and by which line.
 */
import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { Layer, Origin, Rationale } from '../config/config.ts';
import type { ImportVerdict } from '../config/layers.ts';
import { rationaleText } from '../config/rationale.ts';
import type { GoImport } from '../go/imports.ts';
import { roleOf } from '../model/fileRole.ts';
import { importOrigin } from '../model/importOrigin.ts';
import type { ProjectFile } from '../model/project.ts';
import { innerTarget, layerOfTarget, ownLayer } from '../rules/architecture/edges.ts';
import { speaksOfRole } from '../rules/architecture/external-import.ts';
import type { Finding } from '../rules/rule.ts';
import { joinPath, parentOf } from '../workspace/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { hoverConfiguration, isConfiguration } from './configurationHelp.ts';
import { TextPositions, uriOfPath } from './convert.ts';
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
      const value = describeImport(imported, file, session, findings);
      if (value === undefined) return null;
      return { contents: { kind: MarkupKind.Markdown, value }, range: positions.range(imported.start, imported.end) };
    }),
  );
}

/** What is said of an import, in a few sentences. */
function describeImport(
  imported: GoImport,
  file: ProjectFile,
  { workspace }: Session,
  findings: readonly Finding[],
): string | undefined {
  const parts = [...placeOf(imported, file, workspace)];
  // What the layers say counts for nothing where another rule forbids the import.
  const others = findings.filter(({ rule }) => rule !== 'architecture/layer-import');
  if (others.length === 0 || others.length < findings.length) parts.push(...verdictOf(imported, file, workspace));
  for (const { rule, message } of others) {
    parts.push(`**${rule}**: ${message}`);
    if (rule === 'architecture/std-import' || rule === 'architecture/external-import')
      parts.push(...whyNotFromOutside(imported, file, workspace));
  }
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

/** The layer that an import leads to, or what else it is. */
function* placeOf({ path }: GoImport, file: ProjectFile, workspace: Workspace): Iterable<string> {
  const { project } = workspace;
  const target = innerTarget(project, file, path);
  if (!target) {
    yield kindOfOutside(path, file, workspace);
    return;
  }
  const answer = target.module.scope.layerOf(target.dir);
  if (answer.kind === 'unmatched' && file.module.scope.config.layers.size > 0) yield 'No layer claims this package.';
  if (answer.kind !== 'layer') return;
  const { layer, pattern } = answer;
  yield `Layer **${layer.name}**, claimed by \`${pattern.pattern.text}\` (${placeText(pattern.origin, workspace)})`;
  if (layer.description !== '') yield layer.description;
}

function kindOfOutside(path: string, file: ProjectFile, workspace: Workspace): string {
  if (path === 'C') return 'Not a package: what stands here belongs to cgo.';
  switch (importOrigin(workspace.project, file, path)) {
    case 'standard':
      return 'Standard library';
    case 'external':
      return thirdParty(path, file, workspace);
    default:
      return 'A relative import, which Go does not build in a module; write the path of the package from its module on.';
  }
}

/** With the module it is part of, as far as go.mod says. */
function thirdParty(path: string, { module }: ProjectFile, workspace: Workspace): string {
  const target = workspace.project.resolveImport(path, module);
  const own =
    target.origin === 'project' ? target.package.module : target.origin === 'missing' ? target.module : undefined;
  if (own) return `Package of \`${own.path}\`, which this configuration does not govern and so takes for third-party`;
  const known = workspace.governance.find((governed) => governed.module.dir === module.dir)?.module;
  const [requirement] = (known?.goMod.requirements ?? [])
    .filter((each) => path === each.path || path.startsWith(`${each.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (!known?.goModPath || !requirement) return 'Third-party package';
  const { start, end } = requirement;
  const place = placeText({ file: known.goModPath, start, end, label: 'go.mod' }, workspace);
  return `Third-party package of the module \`${requirement.path}\` ${requirement.version} (${place})`;
}

/** What the layers of both sides say, or what the own layer says of packages from outside. */
function* verdictOf({ path }: GoImport, file: ProjectFile, workspace: Workspace): Iterable<string> {
  const { project } = workspace;
  const { layers } = file.module.scope;
  const own = ownLayer(file);
  if (!own) return;
  const { layer } = own;
  const target = innerTarget(project, file, path);
  const to = target && layerOfTarget(target)?.layer;
  const origin = importOrigin(project, file, path);
  const say = (verdict: ImportVerdict) => sentence(layer, verdict, workspace);
  if (to) yield say(layers.mayImport(layer, to, roleOf(file)));
  else if (path === 'C' || (origin !== 'standard' && origin !== 'external')) return;
  else if (layer.imports[kinds[origin]] && !speaksOfRole(own, file, kinds[origin])) {
    yield `Allowed from layer **${layer.name}**: nothing is said of what its tests may import from outside.`;
  } else yield say(outsideVerdict(layer, path, file, origin === 'standard'));
}

const kinds = { standard: 'std', external: 'external' } as const;

/** Where the team has written down why its layer does not import this, one click away. */
function whyNotFromOutside({ path }: GoImport, file: ProjectFile, workspace: Workspace): readonly string[] {
  const own = ownLayer(file);
  if (!own) return [];
  const verdict = outsideVerdict(own.layer, path, file, importOrigin(workspace.project, file, path) === 'standard');
  return verdict.why?.link === undefined ? [] : [whyText(verdict.why)];
}

function outsideVerdict(layer: Layer, path: string, file: ProjectFile, isStandard: boolean): ImportVerdict {
  const { layers } = file.module.scope;
  const role = roleOf(file);
  return isStandard ? layers.mayImportStandard(layer, path, role) : layers.mayImportExternal(layer, path, role);
}

function whyText(why: Rationale): string {
  return `**Why**: ${rationaleText(why, linkOf(why))}.`;
}

/** With what the team says of it. Where it is not allowed, what the layer is for says why as well, or where that is written down. */
function sentence({ name, description }: Layer, verdict: ImportVerdict, workspace: Workspace): string {
  const { allowed, because, origin, why } = verdict;
  const mark = allowed ? 'Allowed' : '**Not allowed**';
  const reason = why ? `\n\n${whyText(why)}` : '';
  const about = allowed || description === '' ? '' : `\n\n**${name}**: ${description}`;
  return `${mark} from layer **${name}**: ${because}${origin ? ` (${placeText(origin, workspace)})` : ''}.${reason}${about}`;
}

/** One click away: an address as it is, a file from where the configuration lies that names it. */
function linkOf({ origin }: Rationale): (link: string) => string {
  return (link) => {
    if (/^https?:\/\//.test(link)) return `<${link}>`;
    if (/^[a-z][a-z\d+.-]*:/i.test(link)) return `\`${link}\``;
    const [path = '', place] = link.split('#', 2);
    const uri = uriOfPath(joinPath(parentOf(origin.file), path));
    return `[${link}](${uri}${place === undefined ? '' : `#${place}`})`;
  };
}

/** The line where something is written, one click away; the name of what has no lines. */
function placeText({ file, start, label }: Origin, workspace: Workspace): string {
  const text = file === '' ? undefined : workspace.text(file);
  if (text === undefined) return label;
  const line = text.slice(0, start).split('\n').length;
  return `[${label}:${line}](${uriOfPath(file)}#L${line})`;
}
