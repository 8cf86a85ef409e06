/** What a layer may import of one origin as text, with all that is said of it: for a file that takes over what another one says. */
import { quoted } from './allowEdge.ts';
import type { Rationale, Selection } from './config.ts';
import { seenFromRoot } from './rationale.ts';

export interface ChangedSelection {
  /** A name that is allowed from now on. */
  readonly add?: string;
  /** A name that is denied no longer. */
  readonly lift?: string;
}

/**
 * @param selection as it comes from another file; undefined where nothing is said
 * @param write how a name is written
 * @returns `[a, b]`, or `{ allow: [a, { layer: b, reason: "…" }], deny: [c] }` where more is said
 */
export function writtenSelection(
  selection: Selection | undefined,
  key: 'layer' | 'import',
  { add, lift }: ChangedSelection,
  write: (name: string) => string = quoted,
): string {
  const { allow = [], deny = [], explained = [], why } = selection ?? {};
  const entries = (names: readonly string[], list: 'allow' | 'deny') => {
    const written = names.map((name) => {
      const said = explained.find((each) => each.path === name && each.list === list)?.why;
      return said ? `{ ${key}: ${write(name)}, ${rationale(said)} }` : write(name);
    });
    return `[${written.join(', ')}]`;
  };
  const more = add === undefined ? [] : [add];
  const allowed =
    allow === '*' || (allow === 'pure' && more.length === 0)
      ? JSON.stringify(allow)
      : entries([...(allow === 'pure' ? ['pure'] : allow), ...more], 'allow');
  const denied = deny.filter((name) => name !== lift);
  const parts = [
    ...(denied.length > 0 && allow === '*' ? [] : [`allow: ${allowed}`]),
    ...(denied.length > 0 ? [`deny: ${entries(denied, 'deny')}`] : []),
    ...(why ? [rationale(why)] : []),
  ];
  return parts.length === 1 && denied.length === 0 ? allowed : `{ ${parts.join(', ')} }`;
}

/** Links read from the folder of the file that takes them over. */
function rationale(why: Rationale): string {
  const { reason, link } = seenFromRoot(why);
  const said = reason === undefined ? [] : [`reason: ${JSON.stringify(reason)}`];
  return [...said, ...(link === undefined ? [] : [`link: ${JSON.stringify(link)}`])].join(', ');
}
