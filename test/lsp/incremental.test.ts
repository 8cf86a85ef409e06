/**
 * After any sequence of edits, an open document says exactly what a fresh parse of its text says: facts and findings alike.
 * Edits are drawn by fast-check, which shrinks and prints the sequence that fails.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { extractFacts } from '../../server/src/go/extract.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { OpenDocument } from '../../server/src/workspace/documents.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';

const shop = join(__dirname, '../../examples/shop');
const files = [
  'internal/usecase/user/list.go',
  'internal/repository/postgres/order.go',
  'internal/delivery/http/middleware.go',
];

/** What people type and paste, and what they break while doing so. */
const pieces = [
  '',
  'x',
  '\n',
  '{',
  '}',
  '"',
  '`',
  '/*',
  '// 🙂\n',
  'é',
  'import _ "example.com/shop/internal/repository/postgres"\n',
  '//architect:ignore architecture/layer-import -- because\n',
  'if err != nil {\n\treturn err\n}\n',
  'func (s *Service) F(ctx context.Context) error { return nil }\n',
  '\r\n',
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.constantFrom(...pieces),
});

describe('incremental analysis', function () {
  this.timeout(180_000);
  const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
    throw new Error(`${rule} failed`, { cause: error });
  };
  const engine = new Engine(allRules, fail, () => '2026-01-31');

  it('gives the facts of a fresh parse after any sequence of edits', async () => {
    const parser = GoParser.create(await loadParserModule());
    const texts = files.map((file) => readFileSync(join(shop, file), 'utf8'));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 12 }), (text, edits) => {
        const document = new OpenDocument('/x.go', 1, text, parser);
        try {
          for (const { at, remove, insert } of edits) {
            const start = Math.floor(at * document.text.length);
            document.change({ range: { start, end: Math.min(start + remove, document.text.length) }, text: insert });
            const fresh = extractFacts(parser.parse(document.text), engine.observers, fail);
            assert.deepEqual(document.facts(engine.observers, fail), fresh);
          }
        } finally {
          document.dispose();
        }
      }),
      { seed: 20_260_131, numRuns: 60 },
    );
  });

  it('gives the findings of a workspace that was opened with the final text', async () => {
    const open = () =>
      Workspace.open({ roots: [shop], engine, depth: 'syntax', log: (message) => assert.fail(message) });
    const typed = await open();
    const fresh = await open();
    for (const file of files) {
      const path = join(shop, file);
      const original = readFileSync(path, 'utf8');
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
          typed.openDocument(path, 1, original);
          for (const [index, { at, remove, insert }] of edits.entries()) {
            const text = typed.text(path) ?? '';
            const start = Math.floor(at * text.length);
            typed.changeDocument(path, index + 2, [
              { range: { start, end: Math.min(start + remove, text.length) }, text: insert },
            ]);
            typed.verdict(path);
          }
          fresh.openDocument(path, 1, typed.text(path) ?? '');
          assert.deepEqual(typed.verdict(path), fresh.verdict(path));
        }),
        { seed: 7, numRuns: 25 },
      );
    }
    typed.dispose();
    fresh.dispose();
  });
});
