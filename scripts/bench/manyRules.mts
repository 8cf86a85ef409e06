/**
 * What a large configuration costs: the same 5,000 packages checked with 5 layers, and with 200 layers of 1,000 patterns
 * and 1,000 bans, deprecations and siblings.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const groups = 5;
const areas = 40;
const packages = 25;

/** Two copies of one module that differ in their configuration. */
export function writeModules(folder: string): { readonly few: string; readonly many: string } {
  const few = path.join(folder, 'few');
  const many = path.join(folder, 'many');
  for (const [root, configuration] of [
    [few, fewLayers()],
    [many, manyLayers()],
  ] as const) {
    mkdirSync(root, { recursive: true });
    writeFileSync(path.join(root, 'go.mod'), 'module example.com/large\n\ngo 1.22\n');
    writeFileSync(path.join(root, '.go-architect.yaml'), configuration);
    for (let group = 0; group < groups; group++) {
      for (let area = 0; area < areas; area++) {
        for (let index = 0; index < packages; index++) writePackage(root, group, area, index);
      }
    }
  }
  return { few, many };
}

/** Imports lead inwards or stay beside, so that nothing is found and nothing but judging differs. */
function writePackage(root: string, group: number, area: number, index: number): void {
  const folder = path.join(root, 'internal', `g${group}`, `a${area}`, `p${index}`);
  mkdirSync(folder, { recursive: true });
  const inner = (step: number) =>
    `example.com/large/internal/g${Math.max(0, group - 1)}/a${(area + step) % areas}/p${(index + step) % packages}`;
  const imports = [
    'context',
    'fmt',
    'time',
    `github.com/acme/lib${area}/v2/part${index}`,
    `github.com/vendor/sdk${index}`,
    ...(group === 0 ? [] : [inner(1), inner(2), inner(3), inner(5)]),
  ];
  const lines = imports.map((name) => `\t_ ${JSON.stringify(name)}`);
  const header = `package p${index}\n\nimport (\n${lines.join('\n')}\n)\n`;
  writeFileSync(path.join(folder, `p${index}.go`), `${header}${functions('Find')}`);
  writeFileSync(path.join(folder, 'store.go'), `package p${index}\n${functions('Store')}`);
}

/** As much code as a file of a backend has; an empty package would make any configuration look dear. */
function functions(name: string): string {
  const bodies = Array.from(
    { length: 10 },
    (_, number) =>
      `\n// ${name}${number} looks an entry up by its key.\nfunc ${name}${number}(entries map[string]string, key string) string {\n\tvalue, ok := entries[key]\n\tif !ok {\n\t\treturn key + ":${number}"\n\t}\n\tfor i := 0; i < len(value); i++ {\n\t\tif value[i] == ':' {\n\t\t\treturn value[:i]\n\t\t}\n\t}\n\treturn value\n}\n`,
  );
  return bodies.join('');
}

function fewLayers(): string {
  const layers = Array.from({ length: groups }, (_, group) => {
    const inner = group === 0 ? '[]' : `[g${group - 1}]`;
    return `  g${group}: { paths: ["internal/g${group}/**"], imports: { layers: ${inner}, external: [github.com] } }`;
  });
  return `version: 1\nlayers:\n${layers.join('\n')}\n`;
}

function manyLayers(): string {
  const layers: string[] = [];
  for (let group = 0; group < groups; group++) {
    for (let area = 0; area < areas; area++) {
      const inner = group === 0 ? [] : [1, 2, 3, 4, 5, 6].map((step) => `g${group - 1}a${(area + step) % areas}`);
      const base = `internal/g${group}/a${area}`;
      const paths = [`${base}/**`, ...[1, 2, 3, 4].map((index) => `${base}/p${index}/**`)];
      const external = Array.from({ length: 2 }, (_, other) => `github.com/acme/other${other}`);
      layers.push(
        `  g${group}a${area}: { paths: ${JSON.stringify(paths)}, imports: { layers: [${inner.join(', ')}], external: [${external.join(', ')}, github.com/acme/lib${area}, github.com/vendor] } }`,
      );
    }
  }
  const replace = Array.from(
    { length: 500 },
    (_, index) => `  - { import: github.com/banned/lib${index}, use: errors, reason: "not any more" }`,
  );
  // From where nothing is imported, so that nothing is found.
  const deprecated = Array.from(
    { length: 400 },
    (_, index) =>
      `  - { from: g0a${index % areas}, to: "internal/g${index % groups}/a${index % areas}/p${index % packages}/**", reason: "on its way out" }`,
  );
  const siblings = Array.from(
    { length: 100 },
    (_, index) => `  - [g4a${index % areas}, g4a${(index + 1 + Math.floor(index / areas)) % areas}]`,
  );
  return [
    'version: 1',
    `layers:\n${layers.join('\n')}`,
    `replace:\n${replace.join('\n')}`,
    `deprecated:\n${deprecated.join('\n')}`,
    `siblings:\n${siblings.join('\n')}`,
    '',
  ].join('\n');
}
