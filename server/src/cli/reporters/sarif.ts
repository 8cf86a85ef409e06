/**
 * SARIF 2.1.0, for code scanning services and editors: results with stable fingerprints, related places and fixes; rules with their
 * pages as help; what was skipped as notifications; the numbers of the run as properties.
 *
 * Paths are relative to the root of the repository (`%SRCROOT%`), because that is what services resolve them against.
 */
import type { Artifact, Invocation, Location, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../../rules/rule.ts';
import type { CheckResult, ReportContext, ReportedFinding, ReportedFix, ReportedRange, Reporter } from '../result.ts';
import { fromRepository } from './places.ts';

const LEVELS: Record<Severity, Result.level> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export const reportSarif: Reporter = (result, context) => {
  const { findings, stats } = result;
  const ids = [...new Set([...Object.keys(stats.rules), ...findings.map(({ rule }) => rule)])];
  const { durationMs: _unstable, skipped: _told, unparsed: _toldToo, moduleProblems: _andToo, ...numbers } = stats;
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'go-architect',
            semanticVersion: context.version,
            ...(context.homepage === undefined ? {} : { informationUri: context.homepage }),
            rules: ids.map((id) => descriptorOf(id, context)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { uri: rootUri(context) } },
        invocations: [invocationOf(result, context)],
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule), context)),
        properties: { ...numbers },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function descriptorOf(id: string, { rule, homepage }: ReportContext): ReportingDescriptor {
  const known = rule(id);
  if (!known) return { id };
  const { title, severity, page } = known;
  return {
    id,
    shortDescription: { text: `${title}.` },
    ...(page === undefined ? {} : { help: { text: plain(page), markdown: page } }),
    ...(homepage === undefined ? {} : { helpUri: `${homepage}/docs/rules/${id}.md` }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [id.slice(0, id.indexOf('/'))] },
  };
}

/** Help for whoever cannot show markdown: its text is readable, its links and fences need not be. */
function plain(page: string): string {
  return page.replace(/^```.*$/gm, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

function invocationOf({ stats }: CheckResult, context: ReportContext): Invocation {
  return {
    executionSuccessful: context.exitStatus !== 2,
    exitCode: context.exitStatus,
    toolExecutionNotifications: [
      ...(stats.unparsed ?? []).map((file) =>
        notification('warning', 'Cannot be parsed: only what is left was judged.', file),
      ),
      ...(stats.moduleProblems ?? []).map(({ file, line, message }) =>
        notification('warning', `Line ${line}: ${message}; what it says was passed over.`, file),
      ),
      ...stats.skipped.map(({ file, reason }) =>
        notification('note', `Not looked at: ${reason}.`.replace(/\.\.$/, '.'), file),
      ),
    ],
  };

  function notification(level: 'note' | 'warning', text: string, file: string) {
    const location = { physicalLocation: { artifactLocation: artifactOf(file, context) } };
    return { level, message: { text }, locations: [location] };
  }
}

function resultOf(finding: ReportedFinding, ruleIndex: number, context: ReportContext): Result {
  const fixes = finding.fixes.flatMap((fix) => fixOf(fix, context) ?? []);
  const related = finding.related.map(
    (place, id): Location => ({ id, message: { text: place.message }, physicalLocation: physical(place, context) }),
  );
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: physical(finding, context) }],
    partialFingerprints: { 'goArchitect/v1': finding.fingerprint },
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
  };
}

function fixOf(
  { title, replacements }: ReportedFix,
  context: ReportContext,
): NonNullable<Result['fixes']>[number] | undefined {
  const edits = replacements();
  if (!edits || edits.length === 0) return undefined;
  return {
    description: { text: title },
    artifactChanges: [...new Set(edits.map(({ file }) => file))].map((file) => ({
      artifactLocation: artifactOf(file, context),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: regionOf(edit), insertedContent: { text: edit.text } })),
    })),
  };
}

function physical(range: ReportedRange, context: ReportContext): PhysicalLocation {
  return { artifactLocation: artifactOf(range.file, context), region: regionOf(range) };
}

function regionOf({ line, column, endLine, endColumn }: ReportedRange): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function artifactOf(file: string, context: ReportContext): NonNullable<Artifact['location']> {
  const path = fromRepository(context.prefix, file);
  // What lies outside of the repository has no path relative to it.
  if (path.startsWith('../')) return { uri: fileUri(absolute(context.cwd, file)) };
  return { uri: encoded(path), uriBaseId: '%SRCROOT%' };
}

function rootUri({ cwd, prefix }: ReportContext): string {
  const root = prefix === '' ? cwd : cwd.slice(0, cwd.length - prefix.length);
  return `${fileUri(root).replace(/\/$/, '')}/`;
}

function absolute(cwd: string, file: string): string {
  const parts = cwd.split('/');
  let rest = file;
  while (rest.startsWith('../')) {
    parts.pop();
    rest = rest.slice(3);
  }
  return [...parts, rest].join('/');
}

function fileUri(path: string): string {
  const [first = '', ...rest] = path.split('/');
  // The drive of a Windows path keeps its colon.
  return /^[A-Za-z]:$/.test(first) ? `file:///${first}/${encoded(rest.join('/'))}` : `file://${encoded(path)}`;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
