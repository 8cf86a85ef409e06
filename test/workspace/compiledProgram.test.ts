/** A program that is run from its compiled form does what it does without, whatever lies in the cache. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { runProgram } from '../../server/src/workspace/compiledProgram.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const ran = globalThis as { ran?: unknown[] };
const PROGRAM = "globalThis.ran.push([require('./part.js'), __filename, typeof module]);";

describe('a compiled program', () => {
  let folder = '';
  let cache = '';
  beforeEach(() => {
    folder = makeFolder({ 'program.js': PROGRAM, 'part.js': "module.exports = 'part';" });
    cache = join(folder, 'cache');
    ran.ran = [];
  });
  afterEach(() => removeFolder(folder));

  const program = () => join(folder, 'program.js');
  const kept = () => readdirSync(cache).map((name) => join(cache, name));
  const expected = () => ['part', program(), 'object'];

  it('runs as a module does, with and without what was kept', () => {
    runProgram(program(), cache).keep();
    assert.equal(kept().length, 1);
    runProgram(program(), cache);
    runProgram(program(), undefined).keep();
    assert.deepEqual(ran.ran, [expected(), expected(), expected()]);
    assert.equal(kept().length, 1);
  });

  it('keeps its compiled form once, where nobody else may write', () => {
    runProgram(program(), cache).keep();
    const [path = ''] = kept();
    assert.equal(statSync(path).mode & 0o077, 0);
    writeFileSync(join(cache, 'mark'), readFileSync(path));
    runProgram(program(), cache).keep();
    assert.deepEqual(readFileSync(path), readFileSync(join(cache, 'mark')));
  });

  it('takes nothing from another program, however alike', () => {
    runProgram(program(), cache).keep();
    writeFileSync(program(), PROGRAM.replace("'./part.js'", "'./trap.js'"));
    writeFileSync(join(folder, 'trap.js'), "module.exports = 'trap';");
    runProgram(program(), cache).keep();
    assert.deepEqual(ran.ran, [expected(), ['trap', program(), 'object']]);
    assert.equal(kept().length, 2);
  });

  /** The engine asks for the compiled form of a text once a process, so each of these is a text of its own. */
  function anotherProgram(comment: string): string {
    const text = `${PROGRAM} // ${comment} ${folder}`;
    writeFileSync(program(), text);
    const digest = createHash('sha256').update(text).digest('hex');
    mkdirSync(cache, { recursive: true });
    return join(cache, `${process.version}-${digest}.code`);
  }

  it('replaces what is damaged', () => {
    const path = anotherProgram('damaged');
    writeFileSync(path, 'nonsense', { mode: 0o600 });
    runProgram(program(), cache).keep();
    assert.ok(statSync(path).size > 100);
    assert.deepEqual(ran.ran, [expected()]);
  });

  it('replaces what others could have written', function () {
    // Windows has other means to keep people out of each other's folders.
    if (process.platform === 'win32') return this.skip();
    const path = anotherProgram('open to all');
    writeFileSync(path, new Script('0').createCachedData());
    chmodSync(path, 0o666);
    runProgram(program(), cache).keep();
    assert.equal(statSync(path).mode & 0o077, 0);
    assert.deepEqual(ran.ran, [expected()]);
  });

  it('runs where nothing can be kept', () => {
    writeFileSync(cache, 'a file where the folder would be');
    runProgram(program(), cache).keep();
    assert.deepEqual(ran.ran, [expected()]);
  });
});
