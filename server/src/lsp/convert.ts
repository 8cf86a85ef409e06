/** Between the engine's words and the protocol's: paths and URIs, offsets and positions, findings and diagnostics. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Position, type Range } from 'vscode-languageserver';
import { type LineStarts, lineStarts, offsetAt, positionAt } from '../go/lines.ts';
import type { Finding, Severity } from '../rules/rule.ts';

export const diagnosticSource = 'go-architect';

/** Absolute path with forward slashes; undefined for what is not on a disk, such as `untitled:` and `git:` documents. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri).replaceAll('\\', '/');
  } catch {
    // A file URI with another host has no path on this machine.
    return undefined;
  }
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).toString();
}

/** Positions in one text; line starts are computed once. */
export class TextPositions {
  readonly #text: string;
  #starts: LineStarts | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  position(offset: number): Position {
    this.#starts ??= lineStarts(this.#text);
    return positionAt(this.#starts, this.#text, offset);
  }

  offset(position: Position): number {
    this.#starts ??= lineStarts(this.#text);
    return offsetAt(this.#starts, this.#text, position);
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticContext {
  readonly positions: TextPositions;
  /** Where the page of a rule can be read, when it can. */
  pageOf(rule: string): string | undefined;
  textOf(path: string): string | undefined;
}

export function diagnosticOf(finding: Finding, context: DiagnosticContext): Diagnostic {
  const page = context.pageOf(finding.rule);
  const related = (finding.related ?? []).flatMap((place) => {
    const text = context.textOf(place.path);
    if (text === undefined) return [];
    const range = new TextPositions(text).range(place.start, place.end);
    return [{ location: { uri: uriOfPath(place.path), range }, message: place.message }];
  });
  return {
    range: context.positions.range(finding.start, finding.end),
    severity: SEVERITIES[finding.severity],
    source: diagnosticSource,
    code: finding.rule,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    message: finding.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(finding.tag === undefined
      ? {}
      : { tags: [finding.tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated] }),
  };
}
