/**
 * Compares what we say about calls with what go/types says: `npm run oracle -- DIR [--with-sources] [--show N] [--unknown N]`.
 *
 * Every call expression of the module in DIR is asked for its callee, its results, whether the last one is an error, whether it
 * takes a context and what a method is called on. A call agrees when all of it is the same, is unknown when we leave part of it
 * open and contradict nothing, and is wrong otherwise. Any wrong answer fails the run; the first N are printed, and with
 * `--unknown` samples of what is left open. Needs Go and the module's dependencies; `--records FILE` takes the truth from a
 * file instead, `--json` prints the counts as data.
 */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { SourceView } from '../server/src/go/extract.ts';
import { headerOfTree } from '../server/src/go/importsOfTree.ts';
import { Kind } from '../server/src/go/kinds.ts';
import { GoParser } from '../server/src/go/parser.ts';
import type { SyntaxNode } from '../server/src/go/tree.ts';
import { endOf, kindOf, startOf } from '../server/src/go/tree.ts';
import type { GoType } from '../server/src/model/goType.ts';
import type { ProjectFile } from '../server/src/model/project.ts';
import { parseType, typeKey } from '../server/src/model/typeString.ts';
import { hasUnknown, takesContext } from '../server/src/model/types.ts';
import { Engine } from '../server/src/rules/engine.ts';
import { loadCatalogue } from '../server/src/workspace/catalogueFile.ts';
import { dependencyFacts } from '../server/src/workspace/dependencyFacts.ts';
import { loadParserModule } from '../server/src/workspace/parserModule.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';

interface Truth {
  readonly record: string;
  readonly file: string;
  readonly start16: number;
  readonly end16: number;
  readonly line: number;
  readonly kind: string;
  readonly callee: string;
  readonly receiver?: string;
  readonly results: readonly string[];
  readonly lastImplementsError: boolean;
  readonly takesContext: boolean;
}

type Verdict = 'agree' | 'unknown' | 'wrong';

const { values: options, positionals } = parseArgs({
  options: {
    'with-sources': { type: 'boolean', default: false },
    show: { type: 'string', default: '20' },
    unknown: { type: 'string', default: '0' },
    records: { type: 'string' },
    json: { type: 'boolean', default: false },
    tests: { type: 'boolean', default: true },
  },
  allowPositionals: true,
});
const [directory, ...patterns] = positionals;
if (directory === undefined) throw new Error('Say which module: npm run oracle -- DIR [PATTERN…]');
const root = resolve(directory);

const started = Date.now();
const workspace = await Workspace.open({
  roots: [root],
  engine: new Engine(
    [],
    (failure) => console.error(failure),
    () => '2026-01-01',
  ),
  depth: 'syntax',
  log: (message) => console.error(message),
});
if (options['with-sources']) {
  workspace.project.useOutside(loadCatalogue, dependencyFacts(GoParser.create(await loadParserModule())));
}
const extracted = Date.now();

const aspects = ['callee', 'results', 'error', 'context', 'receiver'] as const;
const tally: Record<Verdict, number> = { agree: 0, unknown: 0, wrong: 0 };
const byAspect = Object.fromEntries(aspects.map((aspect) => [aspect, { agree: 0, unknown: 0, wrong: 0 }])) as Record<
  (typeof aspects)[number],
  Record<Verdict, number>
>;
const shown: Record<'wrong' | 'unknown', string[]> = { wrong: [], unknown: [] };
const unknownCallees = new Map<string, number>();
let invalid = 0;
let unread = 0;
let resolving = 0;

let current: { readonly name: string; readonly truths: Truth[] } | undefined;
for await (const line of createInterface({ input: truthStream() })) {
  if (line === '') continue;
  const record = JSON.parse(line) as Truth;
  if (record.record === 'file') {
    finish();
    current = { name: record.file, truths: [] };
  } else if (record.record === 'call') current?.truths.push(record);
}
finish();
report();

function truthStream() {
  if (options.records !== undefined) return createReadStream(options.records);
  const tests = options.tests ? [] : ['-tests=false'];
  const child = spawn('go', ['-C', resolve(import.meta.dirname, 'oracle'), 'run', '.', ...tests, root, ...patterns], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.on('exit', (status) => {
    if (status !== 0) process.exitCode = 2;
  });
  return child.stdout;
}

function finish(): void {
  if (!current) return;
  const path = resolve(root, current.name);
  const file = workspace.project.files.get(path);
  const tree = file && workspace.tree(path);
  if (!file || !tree) {
    unread += current.truths.length;
    return;
  }
  const begun = performance.now();
  const view = new SourceView(tree, headerOfTree(tree));
  const calls = new Map<string, SyntaxNode>();
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.call_expression || kind === Kind.type_conversion_expression) {
      calls.set(`${startOf(tree, node)}-${endOf(tree, node)}`, node);
    }
  }
  for (const truth of current.truths) {
    if (truth.kind === 'invalid') {
      invalid++;
      continue;
    }
    judge(truth, calls.get(`${truth.start16}-${truth.end16}`), view, file);
  }
  resolving += performance.now() - begun;
}

function judge(truth: Truth, node: SyntaxNode | undefined, view: SourceView, file: ProjectFile): void {
  const { types } = workspace.project;
  const callee = node === undefined ? undefined : types.callee(view.callee(node), file);
  const results = callee?.results;
  const last = results?.at(-1);
  const context = callee?.signature ? takesContext(callee.signature) : callee?.kind === 'builtin' ? false : undefined;
  const isMethod = callee?.kind === 'method' || callee?.kind === 'interfaceMethod';
  const error = !results ? undefined : last ? types.implementsError(last, file) : false;
  const verdicts: Record<(typeof aspects)[number], Verdict> = {
    callee: callee ? same(callee.fullName === truth.callee) : 'unknown',
    results: sameTypes(results, truth.results),
    error: error === undefined ? 'unknown' : same(error === truth.lastImplementsError),
    context: context === undefined ? 'unknown' : same(context === truth.takesContext),
    receiver: !callee
      ? 'unknown'
      : isMethod
        ? sameTypes(callee.receiver && [callee.receiver], truth.receiver === undefined ? [] : [truth.receiver])
        : same(truth.receiver === undefined),
  };
  const all = aspects.map((aspect) => verdicts[aspect]);
  const verdict: Verdict = all.includes('wrong') ? 'wrong' : all.includes('unknown') ? 'unknown' : 'agree';
  tally[verdict]++;
  for (const aspect of aspects) byAspect[aspect][verdicts[aspect]]++;
  if (verdict === 'agree') return;
  if (verdict === 'unknown') unknownCallees.set(truth.callee, (unknownCallees.get(truth.callee) ?? 0) + 1);
  if (shown[verdict].length >= Number(verdict === 'wrong' ? options.show : options.unknown) && verdict === 'wrong')
    return;
  const text =
    node === undefined
      ? 'no such call in our tree'
      : view.tree.text.slice(startOf(view.tree, node), endOf(view.tree, node));
  const lines = aspects
    .filter((aspect) => verdicts[aspect] === verdict)
    .map((aspect) => `    ${aspect}: ${ours(aspect)}, but go/types says ${theirs(aspect)}`);
  shown[verdict].push(
    `${relative(process.cwd(), file.path)}:${truth.line}: ${text.replace(/\s+/g, ' ').slice(0, 100)}\n${lines.join('\n')}`,
  );

  function ours(aspect: (typeof aspects)[number]): string {
    switch (aspect) {
      case 'callee':
        return callee?.fullName ?? 'unknown';
      case 'results':
        return results?.map(key).join(', ') ?? 'unknown';
      case 'error':
        return String(error);
      case 'context':
        return String(context);
      case 'receiver':
        return callee?.receiver ? key(callee.receiver) : 'none';
    }
  }
  function theirs(aspect: (typeof aspects)[number]): string {
    switch (aspect) {
      case 'callee':
        return truth.callee;
      case 'results':
        return truth.results.join(', ');
      case 'error':
        return String(truth.lastImplementsError);
      case 'context':
        return String(truth.takesContext);
      case 'receiver':
        return truth.receiver ?? 'none';
    }
  }
}

function same(equal: boolean): Verdict {
  return equal ? 'agree' : 'wrong';
}

function sameTypes(ours: readonly GoType[] | undefined, theirs: readonly string[]): Verdict {
  if (!ours) return 'unknown';
  if (ours.length !== theirs.length) return 'wrong';
  let verdict: Verdict = 'agree';
  for (const [index, type] of ours.entries()) {
    if (hasUnknown(type)) verdict = 'unknown';
    else if (key(type) !== typeKey(parseType(theirs[index] ?? ''))) return 'wrong';
  }
  return verdict;
}

/** A type declared in a function looks like one of its package to the oracle. */
function key(type: GoType): string {
  return typeKey(type).replace(/·[^·]+·\d+/g, '');
}

function report(): void {
  const total = tally.agree + tally.unknown + tally.wrong;
  if (tally.wrong > 0) process.exitCode = 1;
  if (options.json) {
    console.log(JSON.stringify({ calls: total, invalid, unread, ...tally, byAspect, shown }));
    return;
  }
  const share = (count: number) => `${((100 * count) / Math.max(1, total)).toFixed(2)} %`.padStart(9);
  const row = (name: string, counts: Record<Verdict, number>) =>
    console.log(
      `${name.padEnd(10)} ${String(counts.agree).padStart(8)} ${share(counts.agree)} ${String(counts.unknown).padStart(8)} ${share(counts.unknown)} ${String(counts.wrong).padStart(6)} ${share(counts.wrong)}`,
    );
  for (const text of shown.wrong) console.log(`WRONG ${text}`);
  if (Number(options.unknown) > 0) {
    const step = Math.max(1, Math.floor(shown.unknown.length / Number(options.unknown)));
    for (let at = 0; at < shown.unknown.length; at += step) console.log(`unknown ${shown.unknown[at]}`);
    const most = [...unknownCallees].sort((a, b) => b[1] - a[1]).slice(0, 40);
    for (const [name, count] of most) console.log(`${String(count).padStart(6)} ${name}`);
  }
  console.log(
    `${directory}: ${total} calls, ${invalid} that go/types does not know, ${unread} in files we do not read`,
  );
  console.log(
    `           ${'agree'.padStart(8)} ${''.padStart(9)} ${'unknown'.padStart(8)} ${''.padStart(9)} ${'wrong'.padStart(6)}`,
  );
  for (const aspect of aspects) row(aspect, byAspect[aspect]);
  row('call', tally);
  console.log(`facts ${extracted - started} ms, types ${Math.round(resolving)} ms`);
}
