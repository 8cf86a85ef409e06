/**
 * The shape of `.go-architect.yaml`, once: the type, the validation, the JSON Schema for editors and the text that hover
 * shows all come from here. It says what may be written; what is written means something only after `resolve.ts` has put
 * presets and files together.
 */

import * as z from 'zod/mini';
import { layoutNames, ruleSetNames } from './presets.ts';

const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;

const severity = z
  .enum(severities, { error: `expected one of ${severities.join(', ')}` })
  .check(
    z.describe(
      '`error` and `warning` appear among the problems; `information` and `hint` are offered quietly; `off` is silent.',
    ),
  );

const pattern = z
  .string({ error: 'expected a path pattern, such as internal/domain/**' })
  .check(
    z.describe(
      'Relative to the module root: `*` is one segment, `**` any number including none, `{name}` captures one segment.',
    ),
  );

const patterns = z.array(pattern, { error: 'expected a list of path patterns' });

const reason = z
  .string({ error: 'expected a sentence' })
  .check(z.regex(/\S/, { error: 'the reason must not be empty' }));

const names = (what: string) =>
  z.array(z.string({ error: `expected ${what}` }), { error: `expected a list of ${what}s` });

/** Why something is as it is, and where that is written down. */
const rationale = {
  reason: z.optional(reason).check(z.describe('Why this is so; shown with the finding.')),
  link: z
    .optional(
      z
        .string({ error: 'expected an address or a file' })
        .check(z.minLength(1, { error: 'the link must not be empty' })),
    )
    .check(
      z.describe(
        'Where the decision is written down: an address, or a file relative to this one, such as `docs/adr/7.md`.',
      ),
    ),
};

/** Which of something may be imported. Absent means no restriction, an empty list means none. */
function selection<const Words extends readonly [string, ...string[]], Named extends z.core.$ZodLooseShape>(
  what: string,
  more: Words,
  hint: string,
  named: Named,
) {
  const entry = z.union([z.string(), z.strictObject({ ...named, ...rationale })], { error: `expected ${what}` });
  const list = z.array(entry, { error: `expected a list of ${what}s` });
  const words = z.enum(more);
  const either = z.union([words, list], { error: `expected ${hint}` });
  return z.union([words, list, z.strictObject({ allow: z.optional(either), deny: z.optional(list), ...rationale })], {
    error: `expected ${hint}, or { allow, deny }`,
  });
}

const entryLayer = { layer: z.string({ error: 'expected the name of a layer' }).check(z.describe('The layer.')) };
const entryPath = {
  import: z
    .string({ error: 'expected a path or a word of the list' })
    .check(z.describe('A path, or a word such as `pure`, as it would stand in the list by itself.')),
};

const layerSelection = selection('layer name', ['*'], '"*" or a list of layer names', entryLayer).check(
  z.describe(
    'Layers that may be imported. `[]` is none, `"*"` is every one, absent is no restriction. A layer may always import itself.',
  ),
);
const stdSelection = selection(
  'standard package',
  ['*', 'pure'],
  '"pure", "*" or a list of standard packages',
  entryPath,
).check(z.describe('Standard packages that may be imported. `pure` bans I/O, process, network and database packages.'));
const externalSelection = selection(
  'module or package path',
  ['*'],
  '"*" or a list of module or package paths',
  entryPath,
).check(
  z.describe(
    'Third-party packages that may be imported; a path covers its subpackages. `[]` is none, absent is no restriction. `infrastructure` stands for database drivers, HTTP and RPC frameworks, brokers and caches.',
  ),
);

const imports = z
  .strictObject({
    layers: z.optional(layerSelection),
    std: z.optional(stdSelection),
    external: z.optional(externalSelection),
    ...rationale,
  })
  .check(z.describe('What files of the layer may import, by where it comes from.'));

const tests = z
  .strictObject({
    imports: z.optional(imports).check(z.describe('What every `_test.go` file may import on top.')),
    blackBox: z
      .optional(imports)
      .check(z.describe('What files of an external test package (`package x_test`) may import on top.')),
  })
  .check(z.describe('What test files of the layer may import in addition.'));

const layer = z
  .strictObject({
    description: z.optional(z.string()).check(z.describe('Shown where a finding is explained.')),
    paths: z
      .optional(patterns.check(z.minLength(1, { error: 'a layer needs at least one path pattern' })))
      .check(z.describe('The packages of the layer.')),
    imports: z.optional(imports),
    visibleTo: z
      .optional(z.union([z.literal('*'), names('layer name')], { error: 'expected "*" or a list of layer names' }))
      .check(z.describe('The layers that may import this one; absent means every layer that is otherwise allowed to.')),
    tests: z.optional(tests),
  })
  .check(z.describe('A layer: the packages it is made of and what they may import.'));

const slice = z
  .strictObject({
    path: pattern.check(z.describe('Where the slices are; one segment is captured, such as `internal/{module}/**`.')),
    isolate: z
      .string({ error: 'expected the name of a capture in `path`' })
      .check(z.describe('The capture that tells slices apart.')),
    public: z
      .optional(patterns)
      .check(z.describe("Packages every slice may import, relative to the slice's own directory, such as `api`.")),
    allow: z
      .optional(
        z.array(
          z.strictObject({
            from: z.string().check(z.describe('The slice that imports, or `"*"`.')),
            to: z.string().check(z.describe('The slice that is imported, or `"*"`.')),
            reason: reason.check(z.describe('Why this is right.')),
          }),
          { error: 'expected a list of { from, to, reason }' },
        ),
      )
      .check(z.describe('Imports between two slices that are right nevertheless.')),
  })
  .check(z.describe('Directories of equal rank that may not see each other.'));

export const ruleSettingSchema = z
  .union(
    [
      severity,
      z.strictObject({
        severity: z.optional(severity),
        options: z
          .optional(z.record(z.string(), z.unknown()))
          .check(z.describe('Options of the rule; its page lists them.')),
      }),
    ],
    { error: `expected one of ${severities.join(', ')}, or { severity, options }` },
  )
  .check(z.describe('A severity, or severity and options.'));

/** Any text, because it may be a file; the names are listed for editors to complete. */
const extendable = z.union([z.enum([...layoutNames, ...ruleSetNames]), z.string()], {
  error: 'expected a name or a relative file',
});

const unmatchedLevel = z.enum(['error', 'warning', 'off'], { error: 'expected error, warning or off' });

export const configSchema = z
  .strictObject({
    version: z
      .literal(1, {
        error: ({ input }) =>
          input === '1' ? 'expected a number, so write 1 without quotes' : 'expected 1, the only version there is',
      })
      .check(z.describe('Version of this format.')),
    extends: z
      .optional(
        z.union([extendable, z.array(extendable)], { error: 'expected a list of preset names or relative files' }),
      )
      .check(
        z.describe(
          'What this configuration builds on, later entries winning: a layout, a rule set, or a file relative to this one.',
        ),
      ),
    layers: z
      .optional(
        z.record(z.string(), z.union([z.literal('off'), layer], { error: 'expected a layer, or off' }), {
          error: 'expected layers by name',
        }),
      )
      .check(z.describe('The layers by name; `off` removes a layer that came with `extends`.')),
    siblings: z
      .optional(
        z.array(names('layer name').check(z.minLength(2, { error: 'siblings are at least two layers' })), {
          error: 'expected a list of lists of layer names',
        }),
      )
      .check(z.describe('Groups of layers that may not import each other, whatever else allows it.')),
    slices: z
      .optional(z.array(slice, { error: 'expected a list of slices' }))
      .check(z.describe('Directories that are isolated from each other.')),
    deprecated: z
      .optional(
        z.array(
          z.strictObject({
            from: z.string().check(z.describe('A layer, or `"*"`.')),
            to: z.string().check(z.describe('A layer, or a pattern of packages of this module.')),
            use: z.optional(z.string()).check(z.describe('What to import instead.')),
            ...rationale,
          }),
          { error: 'expected a list of { from, to, use, reason }' },
        ),
      )
      .check(z.describe('Imports that are still allowed but on their way out: reported as information.')),
    replace: z
      .optional(
        z.array(
          z.strictObject({
            import: z.string().check(z.describe('The import path that is banned; it covers its subpackages.')),
            use: z.optional(z.string()).check(z.describe('The import path to use in its place.')),
            in: z.optional(names('layer name')).check(z.describe('Only in these layers; absent means everywhere.')),
            ...rationale,
          }),
          { error: 'expected a list of { import, use, reason }' },
        ),
      )
      .check(z.describe('Imports that are banned in favour of others.')),
    unmatched: z
      .optional(
        z.union(
          [
            unmatchedLevel,
            z.strictObject({
              severity: z.optional(unmatchedLevel).check(z.describe('`error`, `warning` or `off`.')),
              as: z
                .string({ error: 'expected a layer name' })
                .check(z.describe('The layer whose rules they are held to; it needs no paths of its own.')),
            }),
          ],
          { error: 'expected error, warning or off, or { severity, as }' },
        ),
      )
      .check(z.describe('What to say of packages that no layer claims. They are never silently unchecked.')),
    exclude: z.optional(patterns).check(z.describe('Files and directories that are not looked at.')),
    rules: z
      .optional(z.record(z.string(), ruleSettingSchema, { error: 'expected rules by id' }))
      .check(z.describe('Severity and options by rule id; `family/*` means a whole family, `*` every rule.')),
    baseline: z.optional(z.string()).check(z.describe('File with known findings, relative to this file.')),
  })
  .check(z.describe('Configuration of Go Architect.'));

/** A configuration file as it is written. */
export type ConfigInput = z.infer<typeof configSchema>;
export type LayerInput = z.infer<typeof layer>;
export type ImportsInput = z.infer<typeof imports>;
export type SelectionInput = z.infer<typeof layerSelection> | z.infer<typeof stdSelection>;
/** An entry of a list: a name by itself, or with what there is to say of it. */
export type EntryInput = Extract<SelectionInput, readonly unknown[]>[number];

export function entryName(entry: EntryInput): string {
  if (typeof entry === 'string') return entry;
  return 'layer' in entry ? entry.layer : entry.import;
}
