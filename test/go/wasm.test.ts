import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildParserModule, compilerVersion, DEBIAN_PACKAGES, provenance } from '../../scripts/build-wasm.mts';
import { kindsSource } from '../../scripts/generate-kinds.mts';
import { Field, Kind, kindName } from '../../server/src/go/kinds.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { referenceLanguage } from './reference.ts';

const root = join(__dirname, '..', '..');
const committed = () => readFileSync(join(root, 'server/native/go-parser.wasm'));

describe('go-parser.wasm', () => {
  it('is what its sources compile to, byte by byte', function () {
    this.timeout(120_000);
    const recorded = /^Compiler: `([^`]*)`/m.exec(readFileSync(join(root, 'server/native/PROVENANCE.md'), 'utf8'))?.[1];
    assert.ok(recorded);

    const folder = mkdtempSync(join(tmpdir(), 'go-parser-'));
    try {
      const output = join(folder, 'go-parser.wasm');
      const compiler = compilerVersion();
      const problem =
        compiler === recorded
          ? buildFailure(output)
          : `the recorded compiler is ${recorded}, here is ${compiler ?? 'none'}`;
      if (problem !== undefined) {
        const reason = `not rebuilt: ${problem}; install the Debian packages ${DEBIAN_PACKAGES.join(', ')}`;
        // Whoever changes the module has the tools, and the build server checks; others need not compile C.
        if (process.env['CI'] === 'true') assert.fail(reason);
        if (this.test) this.test.title += ` (${reason})`;
        this.skip();
      }
      assert.ok(readFileSync(output).equals(committed()), 'run `npm run build:wasm` and commit what it changes');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is described by PROVENANCE.md, with the checksums of all sources', () => {
    const text = readFileSync(join(root, 'server/native/PROVENANCE.md'), 'utf8');
    const recorded = /^Compiler: `([^`]*)`/m.exec(text)?.[1] ?? '';
    assert.equal(text, provenance(recorded), 'run `npm run build:wasm` and commit what it changes');
  });

  it('imports nothing, so it can neither read files nor print', async () => {
    const imports = (WebAssembly.Module as unknown as { imports(module: unknown): unknown[] }).imports(
      await loadParserModule(),
    );
    assert.deepEqual(imports, []);
  });

  it('stays small enough to ship', () => {
    assert.ok(committed().length < 400 * 1024, `${committed().length} bytes`);
  });
});

/** Why the module could not be compiled, in one line. A compiler that runs and rejects the sources is a failure. */
function buildFailure(output: string): string | undefined {
  const result = buildParserModule(output);
  if (result.ok) return undefined;
  const missing = /(?:cannot open|file not found|unable to execute|No such file)[^\n]*/.exec(result.problem)?.[0];
  if (missing === undefined) assert.fail(result.problem);
  return missing;
}

describe('kinds.ts', () => {
  it('is what the grammar generates', async () => {
    const text = readFileSync(join(root, 'server/src/go/kinds.ts'), 'utf8');
    assert.equal(text, await kindsSource(), 'run `npm run generate:kinds` and commit what it changes');
  });

  it('numbers kinds and fields as the grammar does', async () => {
    const language = await referenceLanguage();
    let kinds = 0;
    for (const [name, kind] of Object.entries(Kind)) {
      if (typeof kind !== 'number' || kind === Kind.ERROR) continue;
      assert.equal(name === 'NUL' ? '' : name, language.nodeTypeForId(kind));
      kinds += 1;
    }
    assert.ok(kinds > 180);
    for (const [name, field] of Object.entries(Field)) {
      if (typeof field === 'number' && field !== Field.none) assert.equal(name, language.fieldNameForId(field));
    }
  });

  it('names kinds', () => {
    assert.equal(kindName(Kind.call_expression), 'call_expression');
    assert.equal(kindName(Kind['!=']), '!=');
    assert.equal(kindName(Kind.ERROR), 'ERROR');
    assert.equal(kindName(Number('40000')), '40000');
  });
});
