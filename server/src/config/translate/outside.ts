/**
 * Turns a decision about import paths, whatever list of rules it comes from, into what a configuration says of standard or
 * third-party packages: the paths at which the answer changes, the longest one speaking.
 */
import { coversImport } from '../layers.ts';
import type { WrittenSelection } from './configText.ts';

/** What may be imported from outside of the module. */
export interface OutsideDecision {
  /** Paths the rules speak of, with what lies below them; `$` at the end means that package alone. */
  readonly mentioned: readonly string[];
  allows(importPath: string): boolean;
  /** Why something is not allowed, by the path that says so as it is mentioned. */
  readonly reasons?: ReadonlyMap<string, string>;
}

/** Undefined when everything is allowed. `anywhere` is a path that no rule speaks of. */
export function selectionOf(decisions: readonly OutsideDecision[], anywhere: string): WrittenSelection | undefined {
  if (decisions.length === 0) return undefined;
  const allows = (path: string) => decisions.every((decision) => decision.allows(path));
  const paths = [...new Set(decisions.flatMap(({ mentioned }) => mentioned.map((path) => path.replace(/\$$/, ''))))]
    .filter((path) => path !== '')
    .sort();
  const byDefault = allows(anywhere);
  const below = new Map(paths.map((path) => [path, allows(`${path}/${anywhere}`)]));
  const lists = { allow: [] as string[], deny: [] as string[] };
  const reasons = new Map<string, string>();
  for (const path of paths) {
    const around = paths.filter((other) => other !== path && coversImport(other, path)).at(-1);
    const before = (around === undefined ? undefined : below.get(around)) ?? byDefault;
    const inside = below.get(path) ?? byDefault;
    if (inside !== before) lists[inside ? 'allow' : 'deny'].push(path);
    const itself = allows(path);
    if (itself !== inside) lists[itself ? 'allow' : 'deny'].push(`${path}$`);
    const reason = itself ? undefined : reasonFor(path, decisions);
    if (reason === undefined) continue;
    const denied = inside ? `${path}$` : path;
    // What is denied by what is around it is named all the same, for the sake of its reason.
    if (!lists.deny.includes(denied)) lists.deny.push(denied);
    reasons.set(denied, reason);
  }
  const { allow, deny } = lists;
  const explained = reasons.size === 0 ? {} : { reasons };
  if (!byDefault) return deny.length === 0 ? allow : { allow, deny, ...explained };
  if (deny.length === 0) return undefined;
  return allow.length === 0 ? { deny, ...explained } : { allow: ['*', ...allow], deny, ...explained };
}

function reasonFor(path: string, decisions: readonly OutsideDecision[]): string | undefined {
  for (const { reasons, allows } of decisions) {
    const reason = reasons?.get(path) ?? reasons?.get(`${path}$`);
    if (reason !== undefined && !allows(path)) return reason;
  }
  return undefined;
}
