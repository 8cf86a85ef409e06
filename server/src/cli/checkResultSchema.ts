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
    fixes: z.array(z.strictObject({ title: z.string() })).check(z.describe('What the editor offers for this finding.')),
    fingerprint: z.string().check(z.describe('Stays the same when the finding moves; holds no line number.')),
  })
  .check(z.describe('One finding.'));

const stats = z
  .strictObject({
    modules: z.int(),
    packages: z.int(),
    files: z.int(),
    skipped: z
      .array(z.strictObject({ file: z.string(), reason: z.string() }))
      .check(z.describe('What was left out, and why.')),
    durationMs: z.int(),
    rules: z
      .record(z.string(), z.strictObject({ files: z.int(), findings: z.int() }))
      .check(z.describe('How many files each rule looked at: a rule that checked nothing shows.')),
    suppressed: z.int().check(z.describe('Findings silenced by comments.')),
    layouts: z
      .array(
        z.strictObject({
          module: z.string(),
          source: z.enum(['file', 'detected', 'none']),
          name: z.string(),
          layers: z.int(),
        }),
      )
      .check(z.describe('The layout in force for each module.')),
  })
  .check(z.describe('What was looked at.'));

export const checkResultSchema = z
  .strictObject({ version: z.literal(1), findings: z.array(finding), stats })
  .check(z.describe('Result of `go-architect check --format json`.'));
