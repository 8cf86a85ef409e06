/**
 * Why a team decided as it did, in its own words, and where the decision is written down: what `reason` and `link` of a configuration say
 * of a name, of a list and of all that a layer may import. The closest of them speaks.
 */
import type { ExplainedEntry, ImportKind, ImportRules, Origin, Rationale } from './config.ts';
import { besides } from './filePaths.ts';

/** Stands where the reason belongs until it is typed over. */
export const reasonToWrite = 'say why this is right';

interface Written {
  readonly reason?: string | undefined;
  readonly link?: string | undefined;
}

interface Places {
  readonly originOf: (path: readonly (string | number)[]) => Origin;
}

/** Undefined where neither is written. */
export function whyOf(
  { reason, link }: Written,
  { originOf }: Places,
  path: readonly (string | number)[],
): Rationale | undefined {
  if (reason === undefined && link === undefined) return undefined;
  const origin = originOf([...path, reason === undefined ? 'link' : 'reason']);
  return { ...(reason === undefined ? {} : { reason }), ...(link === undefined ? {} : { link }), origin };
}

/** Why what is not allowed is not; `denied` is the entry that says so. */
export function whyForbidden(
  rules: ImportRules,
  kind: ImportKind,
  denied: ExplainedEntry | undefined,
): Rationale | undefined {
  return denied?.why ?? rules[kind]?.why ?? rules.why;
}

/** Every link of a document that names a file beside it, with its place. What may be a folder, an address or a heading is none. */
export function linkedFiles(document: object): [link: string, at: (string | number)[]][] {
  const found: [string, (string | number)[]][] = [];
  const open: [object, (string | number)[]][] = [[document, []]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next;
    for (const [key, below] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      if (typeof below === 'object' && below !== null) open.push([below, at]);
      const file =
        key === 'link' && typeof below === 'string'
          ? /^(?![a-z\d+.-]+:|[/#])[^#?:%\\]*\.[a-z]\w*(?=$|[#?:])/i.exec(below)
          : null;
      if (file) found.push([file[0], at]);
    }
  }
  return found;
}

/** The reason in brackets behind what it explains; nothing where there is none. */
export function reasonBehind(why: { readonly reason?: string | undefined } | undefined): string {
  const reason = why?.reason === undefined ? '' : plainReason(why.reason);
  return reason === '' ? '' : ` (${reason})`;
}

/** Reason and link in one line without an end; how a link looks is for whoever shows it. */
export function rationaleText({ reason, link }: Rationale, linked: (link: string) => string = (text) => text): string {
  const said = reason === undefined ? '' : plainReason(reason);
  if (link === undefined) return said;
  return said === '' ? `see ${linked(link)}` : `${said} (${linked(link)})`;
}

/** With the link as it reads from the folder of the configuration that applies, where no place tells which file names it. */
export function seenFromRoot(why: Rationale): Rationale {
  const { link, origin } = why;
  // An address, and what lies in the same folder, read the same from anywhere.
  if (link === undefined || !origin.label.includes('/') || /^([a-z\d+.-]+:|[/#])/i.test(link)) return why;
  return { ...why, link: besides(origin.label, link) };
}

/** On one line, and without the period that whoever quotes it sets. */
function plainReason(reason: string): string {
  return reason
    .trim()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/(?<!\.)\.$/, '');
}
