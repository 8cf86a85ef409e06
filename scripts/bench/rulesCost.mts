/**
 * What every rule costs on real code, one by one: the looking half per file, the judging half per file, and what it writes down.
 *
 *   npm run bench -- --only rules-cost                      over the standard library
 *   npm run bench -- --only rules-cost --directory DIR      over any module
 *
 * What rules share (scopes, types of expressions, paths of values) is computed for whoever asks first and charged to that rule. Parts
 * are taken by the clock, so they are true to each other and not to the second; totals are processor time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFacts, type Observer, ObserverTable } from '../../server/src/go/extract.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import type { SourceProvider } from '../../server/src/model/sources.ts';
import { Engine, observersOf } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { packFacts } from '../../server/src/workspace/packedFacts.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { referenceParser } from './reference.mts';

interface RuleCost {
  readonly rule: string;
  /** Microseconds per file. */
  readonly observe: number;
  readonly judge: number;
  readonly observations: number;
  /** Of the observations as they travel and lie in the cache. */
  readonly bytes: number;
}

interface RulesCost {
  readonly files: number;
  readonly megabytes: number;
  /** Seconds of processor time. */
  readonly bareParse: number;
  readonly parse: number;
  /** Facts without any rule, with every rule, and their way to and from text. */
  readonly facts: number;
  readonly observing: number;
  readonly packing: number;
  readonly judging: number;
  readonly rules: readonly RuleCost[];
}

async function measureRules(directory: string): Promise<RulesCost> {
  const parser = GoParser.create(await loadParserModule());
  const reference = await referenceParser();
  const contents = goFilesIn(directory).map((path) => readFileSync(path));
  const clocks = new Map(allRules.map((rule) => [rule.meta.id, { observe: 0, judge: 0, observations: 0, bytes: 0 }]));
  const bare = new ObserverTable([]);
  const plain = new ObserverTable(observersOf(allRules));
  const clocked = new ObserverTable(observersOf(allRules).map((observer) => timedObserver(observer, clocks)));
  for (const bytes of contents.slice(0, 400)) {
    reference.parse(bytes.toString())?.delete();
    extractFacts(parser.parse(bytes), plain);
    extractFacts(parser.parse(bytes), clocked);
  }
  for (const clock of clocks.values()) clock.observe = 0;
  const spent = { bareParse: 0, parse: 0, facts: 0, observing: 0, packing: 0 };
  for (const bytes of contents) {
    const text = bytes.toString();
    spent.bareParse += processorTime(() => reference.parse(text)?.delete());
    spent.parse += processorTime(() => parser.parse(bytes));
    // A new tree each time: what was computed for one must not be found by the next.
    const [first, second, third] = [parser.parse(bytes), parser.parse(bytes), parser.parse(bytes)];
    spent.facts += processorTime(() => extractFacts(first, bare));
    let facts = extractFacts(third, clocked);
    spent.observing += processorTime(() => {
      facts = extractFacts(second, plain);
    });
    spent.packing += processorTime(() => packFacts(facts));
    for (const [rule, list] of Object.entries(facts.observations)) {
      const clock = clocks.get(rule as Rule['meta']['id']);
      if (!clock) continue;
      clock.observations += list.length;
      clock.bytes += JSON.stringify(list).length;
    }
  }
  const judging = await measureJudging(directory, clocks);
  return {
    files: contents.length,
    megabytes: contents.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6,
    bareParse: spent.bareParse,
    parse: spent.parse,
    facts: spent.facts,
    observing: spent.observing - spent.facts,
    packing: spent.packing,
    judging,
    rules: [...clocks].map(([rule, { observe, judge, observations, bytes }]) => ({
      rule,
      observe: (observe * 1000) / contents.length,
      judge: (judge * 1000) / contents.length,
      observations,
      bytes,
    })),
  };
}

type Clocks = Map<string, { observe: number; judge: number; observations: number; bytes: number }>;

function timedObserver(observer: Observer, clocks: Clocks): Observer {
  const clock = clocks.get(observer.rule);
  if (!clock) return observer;
  return {
    ...observer,
    observe: (node, view) => {
      const started = performance.now();
      const observation = observer.observe(node, view);
      clock.observe += performance.now() - started;
      return observation;
    },
  };
}

/** Judges every file by every rule, file by file, as a check does. */
async function measureJudging(directory: string, clocks: Clocks): Promise<number> {
  const fail = ({ error }: { error: unknown }) => {
    throw error;
  };
  const engine = new Engine(allRules, fail, () => '2000-01-01');
  const workspace = await Workspace.open({ roots: [directory], engine, depth: 'syntax', log: console.error });
  const { project } = workspace;
  // What every rule observes was read with the files, whether the rule is on or off.
  const nobodyLooksAgain: SourceProvider = { tree: () => undefined, text: () => undefined, parse: () => undefined };
  const total = processorTime(() => {
    for (const file of project.files.values()) {
      if (file.facts.header.generated) continue;
      for (const rule of allRules) {
        const clock = clocks.get(rule.meta.id);
        const { level, options } = engine.setting(rule, file.module);
        if (!clock || (level === 'off' && rule.judgeFile)) continue;
        const started = performance.now();
        if (rule.judge) engine.findingsOf(rule, project, file, nobodyLooksAgain);
        for (const _ of rule.judgeFile?.({ project, file, options }) ?? []);
        clock.judge += performance.now() - started;
      }
    }
  });
  workspace.dispose();
  return total;
}

function goFilesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.go'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:testdata|vendor|node_modules)[\\/]/.test(path))
    .sort();
}

/** Seconds of processor time, which a busy machine disturbs less than the clock. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function printRules(cost: RulesCost): void {
  const number = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);
  console.log('µs per file: observe    judge   observations      bytes');
  const sum = (of: (cost: RuleCost) => number) => cost.rules.reduce((total, each) => total + of(each), 0);
  const total: RuleCost = {
    rule: 'all',
    observe: sum((each) => each.observe),
    judge: sum((each) => each.judge),
    observations: sum((each) => each.observations),
    bytes: sum((each) => each.bytes),
  };
  const costly = [...cost.rules].sort((a, b) => b.observe + b.judge - a.observe - a.judge);
  for (const { rule, observe, judge, observations, bytes } of [...costly, total]) {
    if (observe + judge === 0) continue;
    console.log(
      `${number(observe, 20, 1)} ${number(judge, 8, 1)} ${number(observations, 14)} ${number(bytes, 10)}  ${rule}`,
    );
  }
  const part = (what: string, seconds: number) =>
    console.log(`${what.padEnd(34)} ${number(seconds, 6, 2)} s  ${number(seconds / cost.bareParse, 5, 2)} bare parses`);
  console.log(`${cost.files} files, ${cost.megabytes.toFixed(1)} MB`);
  part('web-tree-sitter, bare parse', cost.bareParse);
  part('parse and flat tree', cost.parse);
  part('facts without rules', cost.facts);
  part('what rules observe', cost.observing);
  part('facts to text', cost.packing);
  part('judging by every rule', cost.judging);
}

const [, , directory] = process.argv;
if (directory === undefined) throw new Error('Which directory? Its Go files are judged.');
void measureRules(directory).then(printRules);
