import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compareSpecificity,
  matchPattern,
  type PathPattern,
  parsePattern,
  whyLess,
} from '../../server/src/config/pattern.ts';
import { PatternIndex } from '../../server/src/config/patternIndex.ts';

function pattern(text: string): PathPattern {
  const parsed = parsePattern(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
  return parsed.pattern;
}

const matches = (text: string, path: string) => matchPattern(pattern(text), path) !== undefined;

/** The specification, word for word, with no thought of speed. */
function naive(wanted: readonly string[], names: readonly string[]): Map<string, string> | undefined {
  const [segment, ...rest] = wanted;
  if (segment === undefined) return names.length === 0 ? new Map() : undefined;
  if (segment === '**') {
    for (let taken = 0; taken <= names.length; taken++) {
      const found = naive(rest, names.slice(taken));
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [name, ...others] = names;
  if (name === undefined) return undefined;
  const capture = /^\{(\w+)\}$/.exec(segment)?.[1];
  const fits = capture !== undefined || new RegExp(`^${segment.split('*').join('.*')}$`).test(name);
  const found = fits ? naive(rest, others) : undefined;
  if (found === undefined || capture === undefined) return found;
  return new Map([[capture, name], ...found]);
}

const segmentWords = ['a', 'b', 'ab', 'abc', 'ba'];
const path = fc.array(fc.constantFrom(...segmentWords), { maxLength: 6 }).map((segments) => segments.join('/'));
const patternText = fc
  .array(fc.constantFrom(...segmentWords, '*', '**', '**', 'a*', '*b', '*a*', '{x}', '{y}'), {
    minLength: 1,
    maxLength: 6,
  })
  .filter((segments) => ['{x}', '{y}'].every((capture) => segments.filter((s) => s === capture).length < 2))
  .map((segments) => segments.join('/'));

describe('path patterns', () => {
  it('compare whole segments', () => {
    assert.ok(matches('internal/bar/**', 'internal/bar'));
    assert.ok(matches('internal/bar/**', 'internal/bar/x/y'));
    for (const other of [
      'internal/barista',
      'internal/bar-utils',
      'internal/foobar',
      'internal',
      'x/internal/bar',
      'internal/Bar',
    ]) {
      assert.ok(!matches('internal/bar/**', other), other);
    }
    assert.ok(!matches('domain', 'internal/subdomain') && !matches('domain', 'internal/domain'));
    assert.ok(!matches('gopkg.in/yaml.v3', 'gopkgxin/yamlzv3'));
  });

  it('take * for one segment and ** for any number, none included', () => {
    assert.ok(matches('a/*/b', 'a/x/b') && !matches('a/*/b', 'a/b') && !matches('a/*/b', 'a/x/y/b'));
    assert.ok(matches('a/**/b', 'a/b') && matches('a/**/b', 'a/x/y/b') && !matches('a/**/b', 'a/b/x'));
    assert.ok(matches('**/domain/**', 'domain') && matches('**/domain/**', 'x/domain/y'));
    assert.ok(matches('**', '') && matches('**', 'a/b/c') && matches('**/*.pb.go', 'x.pb.go') && !matches('*', ''));
    assert.ok(matches('.', '') && !matches('.', 'a'));
  });

  it('remember what {name} stands for', () => {
    const captured = (text: string, of: string) => Object.fromEntries(matchPattern(pattern(text), of) ?? []);
    assert.deepEqual(captured('internal/{module}/{layer}/**', 'internal/order/domain/x'), {
      module: 'order',
      layer: 'domain',
    });
    assert.deepEqual(captured('**/{last}', 'a/b/c'), { last: 'c' });
    assert.deepEqual(captured('**/{first}/**', 'a/b/c'), { first: 'a' });
  });

  it('match as the specification says, with the same captures', () => {
    fc.assert(
      fc.property(patternText, path, (text, of) => {
        const expected = naive(text.split('/'), of === '' ? [] : of.split('/'));
        const found = matchPattern(pattern(text), of);
        assert.deepEqual(found && [...found].sort(), expected && [...expected].sort());
      }),
      { numRuns: 5_000 },
    );
  });

  it('give the same answer from an index of many', () => {
    fc.assert(
      fc.property(fc.array(patternText, { maxLength: 12 }), path, (texts, of) => {
        const entries = texts.map((text, id) => ({ pattern: pattern(text), id }));
        const found = new PatternIndex(entries).matches(of);
        const expected = entries.filter((entry) => matchPattern(entry.pattern, of) !== undefined);
        assert.deepEqual(
          found.map(({ id }) => id).sort((a, b) => a - b),
          expected.map(({ id }) => id),
        );
        found.slice(1).forEach((entry, index) => {
          assert.ok(compareSpecificity((found[index] as typeof entry).pattern, entry.pattern) <= 0);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('are never beaten by a pattern that matches all they match and more', () => {
    const everyPath = [''];
    for (let depth = 0, last = ['']; depth < 4; depth++) {
      last = last.flatMap((before) => ['a', 'b', 'ab'].map((name) => (before === '' ? name : `${before}/${name}`)));
      everyPath.push(...last);
    }
    fc.assert(
      fc.property(patternText, patternText, (one, other) => {
        const a = pattern(one);
        const b = pattern(other);
        const inA = everyPath.filter((of) => matchPattern(a, of) !== undefined);
        const inB = everyPath.filter((of) => matchPattern(b, of) !== undefined);
        const narrower = inA.length > 0 && inA.length < inB.length && inA.every((of) => inB.includes(of));
        // Four segments of three names show enough of a pattern only if it is short.
        if (narrower && Math.max(a.segments.length, b.segments.length) <= 3) {
          assert.ok(compareSpecificity(a, b) <= 0, `${one} is narrower than ${other}`);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('rank by literal segments, then by fixed segments, then by fewer **, and say so', () => {
    const order = [
      'internal/order/domain',
      'internal/order/domain/**',
      'internal/order/**',
      'internal/*_gen/**',
      'internal/*/**',
      'internal/**',
      '**/domain/**',
      '*/**',
      '**',
    ];
    const sorted = [...order].reverse().sort((a, b) => compareSpecificity(pattern(a), pattern(b)));
    assert.deepEqual(sorted.slice(0, 5), order.slice(0, 5));
    assert.deepEqual(sorted.slice(-2), ['*/**', '**']);
    assert.equal(whyLess(pattern('internal/**'), pattern('internal/order/**')), 'it names 1 segment literally, not 2');
    assert.equal(whyLess(pattern('internal/**'), pattern('internal/*/**')), 'it fixes 0 further segments, not 1');
    assert.equal(whyLess(pattern('a/**'), pattern('a')), 'it has 1 "**", not 0');
    assert.equal(compareSpecificity(pattern('a/{x}'), pattern('a/*')), 0);
    assert.equal(compareSpecificity(pattern('a/**/**'), pattern('./a/**/')), 0);
  });

  it('are refused with what to write instead', () => {
    const refusal = (text: string) => {
      const parsed = parsePattern(text);
      return parsed.ok ? 'accepted' : parsed.message;
    };
    assert.match(refusal(''), /must not be empty/);
    assert.match(refusal('/internal/x'), /absolute; patterns are relative to the root of the module/);
    assert.match(refusal('C:/x'), /absolute/);
    assert.match(refusal('internal\\x'), /separate segments with "\/"/);
    assert.match(refusal('../x'), /leaves the module/);
    assert.match(refusal('!x'), /negated/);
    assert.match(refusal('x/[ab]'), /mean nothing here/);
    assert.match(refusal(' x'), /space/);
    assert.match(refusal('internal/{domain,entity}/**'), /write one for each of domain, entity/);
    assert.match(refusal('a/**b'), /"\*\*" stands alone/);
    assert.match(refusal('a/x{m}'), /a capture is a whole segment/);
    assert.match(refusal('{m}/{m}'), /captures \{m\} twice/);
  });

  it('answer in bounded time for patterns made to be slow', () => {
    const text = `${'**/a/'.repeat(30)}b`;
    assert.ok(!matches(text, Array(200).fill('a').join('/')));
    assert.ok(!matches(`${'a*'.repeat(30)}b`, 'a'.repeat(2_000)));
    const index = new PatternIndex([{ pattern: pattern(text) }]);
    assert.deepEqual(index.matches(Array(200).fill('a').join('/')), []);
  });
});
