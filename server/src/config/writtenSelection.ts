/**
 * What a layer may import of one origin as text, with the reasons and links that came with it: a list in a file takes the place of one
 * that it inherits, so whatever changes an inherited list has to write all of it.
 */
import type { ImportKind, Rationale, Selection, SelectionEntry } from './config.ts';
import { quoted } from './quoted.ts';
import { seenFromRoot } from './rationale.ts';

/** An entry that says why, such as `{ layer: data, reason: "…" }`; the bare name where nothing is said. */
export function writtenEntry(name: string, kind: ImportKind, why?: Omit<Rationale, 'origin'>): string {
  const said = rationaleKeys(why);
  return said === '' ? quoted(name) : `{ ${entryHead(name, kind)}, ${said} }`;
}

/** How such an entry begins, up to its reason. */
export function entryHead(name: string, kind: ImportKind): string {
  return `${kind === 'layers' ? 'layer' : 'import'}: ${quoted(name)}`;
}

/** @param added an entry as text, allowed in addition */
export function writtenSelection(selection: Selection, kind: ImportKind, added?: string): string {
  const { allow, deny, explained = [], why } = selection;
  const list = (names: readonly string[], of: SelectionEntry['list'], more: readonly string[] = []) => {
    const entries = names.map((name) => {
      const said = explained.find((entry) => entry.list === of && entry.path === name)?.why;
      return writtenEntry(name, kind, said && seenFromRoot(said));
    });
    return `[${[...entries, ...more].join(', ')}]`;
  };
  const names = typeof allow === 'string' ? [allow] : allow;
  const allowed =
    added === undefined && typeof allow === 'string'
      ? quoted(allow)
      : list(names, 'allow', added === undefined ? [] : [added]);
  const said = rationaleKeys(why && seenFromRoot(why));
  if (deny.length === 0 && said === '') return allowed;
  const keys = allowed === '"*"' && deny.length > 0 ? [] : [`allow: ${allowed}`];
  if (deny.length > 0) keys.push(`deny: ${list(deny, 'deny')}`);
  if (said !== '') keys.push(said);
  return `{ ${keys.join(', ')} }`;
}

/** In quotes, because whoever types over a reason may need a comma or a colon. */
function rationaleKeys(why: Omit<Rationale, 'origin'> | undefined): string {
  return (['reason', 'link'] as const)
    .flatMap((key) => (why?.[key] === undefined ? [] : [`${key}: ${JSON.stringify(why[key])}`]))
    .join(', ');
}
