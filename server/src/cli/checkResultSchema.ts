/** The shape of `check --format json`, once: the type, the tests' validation and the JSON Schema in `schemas/`. */
import * as z from 'zod/mini';

const position = z.int().check(z.minimum(1));

const finding = z
  .strictObject({
    rule: z.string().check(z.describe('Id of the rule, `family/name`.')),
    severity: z.enum(['error', 'warning', 'information', 'hint']),
    message: z.string(),
    file: z.string().check(z.describe('Relative to the working directory, with `/`.')),
    line: position.check(z.describe('From 1.')),
    column: position.check(z.describe('From 1, in UTF-16 units.')),
    endLine: position,
    endColumn: position.check(z.describe('One past the last character.')),
    related: z.optional(
      z
        .array(
          z.strictObject({
            message: z.string(),
            file: z.string().check(z.describe('Relative to the working directory, with `/`.')),
            line: position,
            column: position,
            endLine: position,
            endColumn: position,
          }),
        )
        .check(
          z.describe(
            'Places that explain the finding, such as the line of the configuration that decides; absent without any.',
          ),
        ),
    ),
    decision: z.optional(
      z
        .strictObject({
          reason: z.optional(z.string()),
          link: z
            .optional(z.string())
            .check(z.describe('As it is written: an address, or a file relative to the configuration.')),
        })
        .check(z.describe('What the configuration says of the decision behind it; absent where it says nothing.')),
    ),
    fixes: z.array(z.strictObject({ title: z.string() })).check(z.describe('What the editor offers for this finding.')),
    fingerprint: z.string().check(z.describe('Stays the same when the finding moves; holds no line number.')),
  })
  .check(z.describe('One finding.'));

const baselineEntry = z.strictObject({
  rule: z.string(),
  package: z.optional(z.string()),
  key: z.optional(z.string()),
  count: z.int().check(z.describe('How many findings the baseline knows.')),
  found: z.int().check(z.describe('How many there are.')),
});

const baseline = z.strictObject({
  file: z.string(),
  recorded: z.int().check(z.describe('Findings the baseline knows.')),
  present: z.int().check(z.describe('How many of them still exist.')),
  stale: z.array(baselineEntry).check(z.describe('Entries for findings that are gone.')),
  exceeded: z
    .array(baselineEntry)
    .check(z.describe('Entries with more findings than they know: all of those are listed.')),
  renamed: z.optional(
    z
      .array(z.strictObject({ from: z.string(), to: z.string(), entries: z.int() }))
      .check(z.describe('Packages or folders that were only renamed; `--update-baseline` carries their entries over.')),
  ),
});

const stats = z
  .strictObject({
    modules: z.int(),
    packages: z.int(),
    files: z.int(),
    edges: z
      .strictObject({ project: z.int(), standard: z.int(), external: z.int() })
      .check(z.describe('Imports by where they lead.')),
    unparsed: z.optional(
      z
        .array(z.string())
        .check(
          z.describe(
            'Files that do not parse: only what is left of them was judged. Absent where none was seen, as in a check that reads imports only. Of tests only those functions are parsed in which a rule may have something to see.',
          ),
        ),
    ),
    skipped: z
      .array(z.strictObject({ file: z.string(), reason: z.string() }))
      .check(z.describe('What was left out, and why.')),
    moduleProblems: z.optional(
      z
        .array(z.strictObject({ file: z.string(), line: position, column: position, message: z.string() }))
        .check(
          z.describe(
            'What cannot be read in go.mod and go.work files: what it says of modules and replacements was not taken into account. Absent where there is nothing.',
          ),
        ),
    ),
    durationMs: z.int(),
    rules: z
      .record(
        z.string(),
        z.strictObject({
          files: z.int(),
          findings: z.int(),
          edges: z.optional(
            z.int().check(z.describe('For rules about imports: how many they had something to say of.')),
          ),
        }),
      )
      .check(z.describe('How many files each rule looked at: a rule that checked nothing shows.')),
    suppressed: z.int().check(z.describe('Findings silenced by comments.')),
    hintsNotShown: z.int().check(z.describe('Hints that were found and are not listed; `--hints` lists them.')),
    layouts: z
      .array(
        z.strictObject({
          module: z.string(),
          source: z.enum(['file', 'detected', 'none']),
          name: z.string(),
          layers: z.int(),
          remarks: z.optional(
            z
              .array(z.string())
              .check(z.describe('What a detected layout leaves open, and why; absent where it leaves nothing open.')),
          ),
        }),
      )
      .check(z.describe('The layout in force for each module.')),
    baselines: z.optional(z.array(baseline).check(z.describe('The baselines in force; absent where there is none.'))),
    since: z.optional(
      z
        .strictObject({
          revision: z.string(),
          base: z.string().check(z.describe('The commit that was compared with.')),
          changedFiles: z.int(),
          hidden: z
            .int()
            .check(z.describe('Findings that were there before and lie in files that did not change: not listed.')),
          everythingCounts: z
            .optional(z.boolean())
            .check(z.describe('A configuration came or went since then, so that there is nothing to compare with.')),
        })
        .check(z.describe('What `--since` compared with; absent without it.')),
    ),
  })
  .check(z.describe('What was looked at.'));

export const checkResultSchema = z
  .strictObject({ version: z.literal(1), findings: z.array(finding), stats })
  .check(z.describe('Result of `go-architect check --format json`.'));
