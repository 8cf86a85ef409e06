/** The shape of `check --format json`, once: the type, the tests' validation and the JSON Schema in `schemas/`. */
import * as z from 'zod';

const position = z.int().min(1);

const finding = z
  .strictObject({
    rule: z.string().describe('Id of the rule, `family/name`.'),
    severity: z.enum(['error', 'warning', 'information', 'hint']),
    message: z.string(),
    file: z.string().describe('Relative to the working directory, with `/`.'),
    line: position.describe('From 1.'),
    column: position.describe('From 1, in UTF-16 units.'),
    endLine: position,
    endColumn: position.describe('One past the last character.'),
    fixes: z.array(z.strictObject({ title: z.string() })).describe('What the editor offers for this finding.'),
    fingerprint: z.string().describe('Stays the same when the finding moves; holds no line number.'),
  })
  .describe('One finding.');

const stats = z
  .strictObject({
    modules: z.int(),
    packages: z.int(),
    files: z.int(),
    skipped: z.array(z.strictObject({ file: z.string(), reason: z.string() })).describe('What was left out, and why.'),
    durationMs: z.int(),
    rules: z
      .record(z.string(), z.strictObject({ files: z.int(), findings: z.int() }))
      .describe('How many files each rule looked at: a rule that checked nothing shows.'),
    suppressed: z.int().describe('Findings silenced by comments.'),
    layouts: z
      .array(
        z.strictObject({
          module: z.string(),
          source: z.enum(['file', 'detected', 'none']),
          name: z.string(),
          layers: z.int(),
        }),
      )
      .describe('The layout in force for each module.'),
  })
  .describe('What was looked at.');

export const checkResultSchema = z
  .strictObject({ version: z.literal(1), findings: z.array(finding), stats })
  .describe('Result of `go-architect check --format json`.');
