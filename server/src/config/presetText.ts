/**
 * A layout by name, written out for a module as a file a team can go on from: paths that exist where there are some, the usual
 * one where there are none yet.
 */
import { parsePattern } from './pattern.ts';
import { PatternIndex } from './patternIndex.ts';
import { type LayoutName, layoutPreset } from './presets.ts';
import { entryName, type LayerInput, type SelectionInput } from './schema.ts';
import { configText, type WrittenImports, type WrittenLayer, type WrittenSelection } from './translate/configText.ts';

/** @param directories of packages, relative to the module, `''` for its root */
export function presetConfiguration(name: LayoutName, directories: readonly string[]): string {
  let empty = 0;
  const layers = Object.entries(layoutPreset(name).layers ?? {}).flatMap(([layer, input]): WrittenLayer[] => {
    if (input === 'off') return [];
    const all = input.paths ?? [];
    const used = all.filter((path) => matchesSome(path, directories));
    if (used.length === 0) empty++;
    const paths = used.length > 0 ? used : all.slice(0, 1);
    const others = all.filter((path) => !paths.includes(path));
    return [
      {
        name: layer,
        comments: others.length === 0 ? [] : [`Also usual: ${others.map((path) => JSON.stringify(path)).join(', ')}.`],
        ...(input.description === undefined ? {} : { description: input.description }),
        paths,
        imports: importsOf(input),
        testImports: { layers: '*' },
      },
    ];
  });
  return configText({
    introduction: [
      `Configuration of Go Architect: the ${name} layout, written out. Change it to what your team means.`,
    ],
    layersComment: [
      'The layers, and which others each may import. A layer may always import itself; the most specific path wins.',
    ],
    layers,
    unmatched: 'warning',
    unmatchedComment: 'What to say of packages no layer claims: error, warning or off.',
    ...(empty === 0
      ? {}
      : {
          rules: [
            {
              text: '"architecture/empty-rule": hint',
              comment:
                'Some layers have no packages yet. Once they do, remove this, so that a layer without any is reported.',
            },
          ],
        }),
  });
}

function matchesSome(path: string, directories: readonly string[]): boolean {
  const parsed = parsePattern(path);
  if (!parsed.ok) return false;
  const index = new PatternIndex([{ pattern: parsed.pattern }]);
  return directories.some((directory) => index.matches(directory).length > 0);
}

export function importsOf({ imports }: LayerInput): WrittenImports {
  const layers = selectionOf(imports?.layers);
  const std = selectionOf(imports?.std);
  const external = selectionOf(imports?.external);
  return {
    ...(layers === undefined ? {} : { layers }),
    ...(std === undefined ? {} : { std }),
    ...(external === undefined ? {} : { external }),
  };
}

function selectionOf(input: SelectionInput | undefined): WrittenSelection | undefined {
  if (input === undefined || input === '*') return input;
  if (input === 'pure') return ['pure'];
  if (Array.isArray(input)) return input.map(entryName);
  const { allow, deny = [] } = input;
  return { deny: deny.map(entryName), ...(Array.isArray(allow) ? { allow: allow.map(entryName) } : {}) };
}
