/**
 * What a metric is called. A name as Go has it (`Upload`) is made into one as Prometheus has it; one that is given as Prometheus has it
 * (`uploads_total`) stays as it is, but for the name space that is put in front of it, and says by its ending what it measures.
 */
import { entityNameProblem } from '../names.ts';
import { pluralOf, singularOf } from '../plurals.ts';
import { nameForms } from '../words.ts';
import { namesOf } from './part.ts';

export const metricKinds = ['counter', 'histogram', 'gauge'] as const;
type MetricKind = (typeof metricKinds)[number];

export interface MetricName {
  /** In the singular, as a Go type. */
  readonly name: string;
  readonly kind: MetricKind;
  /** Without the name space. */
  readonly metric: string;
}

/** What the endings say, the longest first. */
const endings: readonly (readonly [ending: string, kind: MetricKind])[] = [
  ['_duration_seconds', 'histogram'],
  ['_seconds', 'histogram'],
  ['_in_progress', 'gauge'],
  ['_total', 'counter'],
];

const asPrometheus = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

export function metricName(given: string, said: string | undefined, namespace: string): MetricName {
  const bare = given.startsWith(`${namespace}_`) ? given.slice(namespace.length + 1) : given;
  const found = asPrometheus.test(bare) ? endings.find(([ending]) => bare.endsWith(ending)) : undefined;
  if (found === undefined) {
    const kind = metricKinds.find((one) => one === said) ?? 'counter';
    const names = namesOf({ name: nameForms(bare).pascal });
    const counted = countedIn(names.snake) ?? names.table;
    const metric = {
      counter: `${counted}_total`,
      histogram: `${names.snake}_duration_seconds`,
      gauge: `${counted}_in_progress`,
    }[kind];
    return { name: names.pascal, kind, metric };
  }
  const words = bare.slice(0, -found[0].length).split('_');
  const last = singularOf(words.pop() ?? '');
  return { name: nameForms([...words, last].join('_')).pascal, kind: found[1], metric: bare };
}

/** What happened to things, in which they are several and not what happened: `orders_created`. */
function countedIn(snake: string): string | undefined {
  const words = snake.split('_');
  const happened = words.pop() ?? '';
  const thing = words.pop();
  const isPast = /ed$/.test(happened) || ['sent', 'sold', 'lost', 'read', 'written'].includes(happened);
  return thing === undefined || !isPast ? undefined : [...words, pluralOf(singularOf(thing)), happened].join('_');
}

/** Why a text names no metric. */
export function metricNameProblem(name: string): string | undefined {
  if (name.includes(':')) {
    return `"${name}" has a colon, which Prometheus keeps for what rules record; use "_", for example orders_total`;
  }
  const goName = /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : nameForms(name).pascal;
  if (name !== '' && !/^[A-Za-z][A-Za-z0-9]*$/.test(name) && !asPrometheus.test(name)) {
    return `"${name}" cannot name a metric: write it as Prometheus has it, in lower-case letters, digits and "_", for example orders_total, or as Go has it, for example Order`;
  }
  return entityNameProblem(goName);
}

/** Why the ending of a name does not go with the kind that was said. */
export function metricKindProblem(name: string, said: string | undefined): string | undefined {
  const found = asPrometheus.test(name) ? endings.find(([ending]) => name.endsWith(ending)) : undefined;
  return found === undefined || said === undefined || said === found[1]
    ? undefined
    : `"${name}" ends as a ${found[1]} does; leave out --kind ${said}, or end it in another way`;
}
