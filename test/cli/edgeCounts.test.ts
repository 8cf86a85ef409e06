/** The edges a check counts by rule are those the rule judged: where it found something, and where it found nothing because of it. */
import assert from 'node:assert/strict';
import { rulesAboutEdges } from '../../server/src/rules/architecture/edgeCounts.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, goFile } from '../support/legacy.ts';

const M = 'example.com/m';
const configuration = `version: 1
extends: [strict]
layers:
  domain: { paths: ["domain/**"], imports: { layers: [low], std: pure, external: [] } }
  low: { paths: ["low/**"], imports: { layers: [deep, domain] } }
  deep: { paths: ["deep/**"], imports: { layers: [] }, visibleTo: [low] }
  slices: { paths: ["slices/**"] }
  main: { paths: ["cmd/**", "use/**"] }
slices: [{ path: "slices/{s}/**", isolate: s }]
deprecated: [{ from: main, to: low }]
replace: [{ import: example.org/old }]
rules:
  architecture/transitive: { options: { layers: [domain] } }
`;

const project: Readonly<Record<string, string>> = {
  'go.mod': `module ${M}\n\ngo 1.22\n`,
  '.go-architect.yaml': configuration,
  // Layers: forbidden to see slices, allowed to see low. Standard and external packages: all forbidden here.
  'domain/d.go': goFile('domain', `${M}/slices/a`, `${M}/low`, 'os', 'example.org/lib'),
  'low/l.go': goFile('low', `${M}/deep`, `${M}/domain/types`),
  'domain/types/t.go': goFile('types'),
  'deep/d.go': goFile('deep'),
  'slices/a/a.go': goFile('a', `${M}/slices/b`),
  'slices/b/b.go': goFile('b'),
  'cmd/tool/main.go': goFile('main', `${M}/low`, `${M}/deep`),
  'cmd/tool/inner/i.go': goFile('inner'),
  'use/u.go': goFile('use', `${M}/cmd/tool/inner`, 'example.org/old/x'),
};

describe('edges by rule', () => {
  it('are at least the findings of each rule about imports', () => {
    const folder = makeFolder(project);
    try {
      const { stats } = checkJson(folder);
      for (const rule of rulesAboutEdges) {
        const { findings = 0, edges = 0 } = stats.rules[rule] ?? {};
        assert.ok(findings > 0, `${rule} finds nothing here`);
        assert.ok(
          edges >= 1 && (edges >= findings || rule === 'architecture/transitive'),
          `${rule}: ${edges} edges, ${findings} findings`,
        );
      }
      const others = Object.entries(stats.rules).filter(([rule]) => !rulesAboutEdges.includes(rule));
      assert.deepEqual(
        others.filter(([, { edges }]) => edges !== undefined),
        [],
      );
    } finally {
      removeFolder(folder);
    }
  });

  it('are none where the configuration gives a rule nothing to judge', () => {
    const folder = makeFolder(project);
    try {
      writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [strict]\nlayers:\n  all: { paths: ["**"] }\n');
      const { stats } = checkJson(folder);
      const counted = rulesAboutEdges.map((rule) => [rule, stats.rules[rule]?.edges]);
      // Of the eight imports within the project.
      const judged = new Map([
        ['architecture/layer-import', 8],
        ['architecture/entry-point', 8],
      ]);
      assert.deepEqual(
        counted,
        rulesAboutEdges.map((rule) => [rule, judged.get(rule) ?? 0]),
      );
    } finally {
      removeFolder(folder);
    }
  });
});
