/**
 * The text of a baseline: JSON with one entry a line, sorted, so that a review shows what was accepted and two branches that accept
 * different findings merge.
 */
import * as z from 'zod/mini';

const entrySchema = z
  .strictObject({
    rule: z.string().check(z.minLength(1), z.describe('Id of the rule, `family/name`.')),
    package: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe('Import path of the package; absent for findings about the project as a whole.'),
        ),
    ),
    key: z.optional(
      z
        .string()
        .check(z.describe('What the finding is about in its package: `-> path` for an import. No file, no line.')),
    ),
    count: z.optional(z.int().check(z.minimum(1), z.describe('How many findings share this entry; absent means 1.'))),
  })
  .check(z.describe('Findings that are known, of one rule about one thing in one package.'));

export const baselineSchema = z
  .strictObject({
    version: z.literal(1),
    findings: z.array(entrySchema).check(z.describe('Sorted by package, rule and key, one a line.')),
  })
  .check(
    z.describe('Findings that are known and accepted for now; written by `go-architect check --update-baseline`.'),
  );

export interface BaselineEntry {
  readonly rule: string;
  readonly package?: string | undefined;
  readonly key?: string | undefined;
  readonly count: number;
}

export type ParsedBaseline =
  | { readonly ok: true; readonly entries: readonly BaselineEntry[] }
  /** `start` and `end` are offsets into the text. */
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number };

const nextStep = 'Repair it or take it back from version control; nothing was changed.';

function faultOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') return `it knows no ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return issue?.code === 'invalid_type' ? `it should be of type ${issue.expected}` : String(issue?.message);
}

export function parseBaseline(text: string): ParsedBaseline {
  const conflict = /^<{7}|^>{7}/m.exec(text);
  if (conflict) {
    return broken(
      'The baseline has conflict markers: keep the lines of both sides, or those of one and run check --update-baseline.',
      conflict.index,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    return broken(`The baseline is no JSON: ${why}. ${nextStep}`, Number(/position (\d+)/.exec(why)?.[1] ?? 0));
  }
  if (typeof json === 'object' && json !== null && 'version' in json && json.version !== 1) {
    return broken(
      `The baseline has version ${JSON.stringify(json.version)}, and this go-architect knows version 1: use the release it was written by.`,
      0,
    );
  }
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where =
      issue?.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? '';
    return broken(
      `The baseline is not as it should be at ${where.replace(/^\./, '') || 'its top'}: ${faultOf(issue)}. ${nextStep}`,
      0,
    );
  }
  const entries = parsed.data.findings.map((entry) => ({ ...entry, count: entry.count ?? 1 }));
  const seen = new Set<string>();
  for (const entry of entries) {
    const line = lineOf({ ...entry, count: 1 });
    if (seen.has(line)) {
      return broken(`The baseline lists ${line} twice: keep one, with the count of both. ${nextStep}`, 0);
    }
    seen.add(line);
  }
  return { ok: true, entries };
}

function broken(message: string, start: number): ParsedBaseline {
  return { ok: false, message, start, end: start };
}

export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = [...entries].sort(inOrder).map((entry) => `    ${lineOf(entry)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": 1,\n  "findings": ${list}\n}\n`;
}

function lineOf({ rule, package: packagePath, key, count }: BaselineEntry): string {
  const members = Object.entries({ rule, package: packagePath, key, count: count === 1 ? undefined : count })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{ ${members.join(', ')} }`;
}

/** By code units, so that every machine writes the same file whatever its language. */
function inOrder(a: BaselineEntry, b: BaselineEntry): number {
  return compare(a.package ?? '', b.package ?? '') || compare(a.rule, b.rule) || compare(a.key ?? '', b.key ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
