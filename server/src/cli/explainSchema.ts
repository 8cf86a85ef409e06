/** The shape of `explain --format json`, once: the tests' validation and the JSON Schema in `schemas/`. */
import * as z from 'zod/mini';

const line = z.int().check(z.minimum(1), z.describe('From 1.'));
const file = z.string().check(z.describe('Relative to the working directory, with `/`.'));
const severity = z.enum(['error', 'warning', 'information', 'hint']);

const rule = z
  .strictObject({
    version: z.literal(1),
    kind: z.literal('rule'),
    rule: z.strictObject({
      id: z.string(),
      title: z.string(),
      severity,
      recommended: z.boolean().check(z.describe('On without a word in the configuration.')),
      page: z.string().check(z.describe('CommonMark.')),
    }),
  })
  .check(z.describe('A rule.'));

const rationale = {
  reason: z.optional(z.string()),
  link: z
    .optional(z.string())
    .check(z.describe('An address, or a file relative to the folder of the configuration that applies.')),
};

const selection = z.strictObject({
  allow: z.union([z.enum(['*', 'pure']), z.array(z.string())]),
  deny: z.array(z.string()),
  ...rationale,
  explained: z.optional(
    z
      .array(z.strictObject({ list: z.enum(['allow', 'deny']), name: z.string(), ...rationale }))
      .check(z.describe('Names of the lists of which the configuration says why they are there; absent without any.')),
  ),
});

const selections = z.strictObject({
  layers: z.optional(selection),
  standard: z.optional(selection),
  thirdParty: z.optional(selection),
  ...rationale,
});

const layer = z.strictObject({
  name: z.string(),
  description: z.string(),
  pattern: z.string().check(z.describe('The path pattern that claims the folder; `unmatched` where none does.')),
  decidedBy: z
    .string()
    .check(
      z.describe(
        'Where that is written: a configuration file, relative to the folder of the one that applies, a preset, the detected layout.',
      ),
    ),
  imports: selections.check(z.describe('What is said of its imports; what is absent is not restricted.')),
  tests: selections.check(z.describe('What test files may import on top.')),
  blackBoxTests: selections.check(z.describe('What files of an external test package may import on top.')),
});

const explainedFile = z
  .strictObject({
    file,
    package: z.string().check(z.describe('Import path.')),
    module: z.string(),
    source: z.enum(['file', 'detected', 'none']).check(z.describe('Where the layers come from.')),
    role: z.enum(['production', 'test', 'blackBoxTest']),
    layer: z.optional(layer).check(z.describe('Absent where no layer claims the folder, or two do.')),
    tie: z.optional(
      z
        .array(z.strictObject({ layer: z.string(), pattern: z.string() }))
        .check(z.describe('The patterns of two layers that claim it with equal right.')),
    ),
    losers: z
      .array(z.strictObject({ layer: z.string(), pattern: z.string(), why: z.string() }))
      .check(z.describe('Other patterns that match, with the reason why each lost.')),
    mayImport: z
      .union([z.literal('*'), z.array(z.string())])
      .check(z.describe('Other layers that the file may import; `*` is every one.')),
    siblings: z
      .array(z.string())
      .check(z.describe('Layers that its layer is kept apart from by `siblings`, whatever is said of its imports.')),
    mayBeImportedBy: z.array(z.string()).check(z.describe('Layers that may import its layer.')),
    importedBy: z.array(z.string()).check(z.describe('Packages of the project that import its package.')),
    slices: z.array(z.strictObject({ name: z.string(), path: z.string() })),
    remarks: z.array(z.string()).check(z.describe('What a detected layout leaves open, and why.')),
  })
  .check(z.describe('A file. Of a folder, one of the files that have the same answer.'));

const files = z
  .strictObject({ version: z.literal(1), kind: z.literal('files'), files: z.array(explainedFile) })
  .check(z.describe('Files with their layers.'));

const chain = z
  .strictObject({
    version: z.literal(1),
    kind: z.literal('chain'),
    from: z.string(),
    to: z.string(),
    depends: z.boolean(),
    steps: z
      .array(
        z.strictObject({
          package: z.string(),
          layer: z.optional(z.string()),
          file: file.check(z.describe('The file that imports it.')),
          line,
        }),
      )
      .check(z.describe('The imports that lead there, the first one made by `from`; empty where none does.')),
  })
  .check(z.describe('How one package comes to depend on another.'));

export const explainResultSchema = z
  .union([rule, files, chain])
  .check(z.describe('Result of `go-architect explain --format json`.'));
