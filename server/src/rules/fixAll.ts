/**
 * Several fixes at once: which safe offers of a list of findings can be applied together.
 *
 * An offer is taken whole or not at all. What touches text that another offer has already changed is left for the next round,
 * when it is computed anew, and so is what declares a name twice, or takes away an import that another one needs; so are offers that create or rename files, which nobody should meet unasked. Two fixes that make the
 * same edit, such as adding the same import, share it.
 */
import { takeAwayUsed } from '../go/importEdits.ts';
import { editsConflict, type TextEdit } from '../go/textEdit.ts';
import type { FlatTree } from '../go/tree.ts';
import type { Finding, FixOffer } from './rule.ts';

export interface CombinedFixes {
  /** Edits by path of the file they are for. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Findings whose fix is among them. */
  readonly fixed: readonly Finding[];
}

export interface Combining {
  offersOf(finding: Finding): readonly FixOffer[];
  /** Only offers with this id; otherwise the preferred one of each finding. */
  readonly offer?: string | undefined;
  /** Offers that change what the program does as well: for proof on real code, never for users who did not look at them. */
  readonly unsafe?: boolean | undefined;
  /** A file as the offers have seen it. */
  treeOf(path: string): FlatTree | undefined;
  /** Files that may be changed; every file when it is left out. */
  mayChange?(path: string): boolean;
}

export function combineFixes(findings: readonly Finding[], combining: Combining): CombinedFixes {
  const edits = new Map<string, TextEdit[]>();
  const fixed: Finding[] = [];
  const declared = new Set<string>();
  for (const finding of findings) {
    const offer = combining.offersOf(finding).find((each) => isWanted(each, combining));
    if (!offer) continue;
    const folder = finding.path.slice(0, finding.path.lastIndexOf('/'));
    const declares = offer.declares === undefined ? undefined : `${folder} ${offer.declares}`;
    if ((declares !== undefined && declared.has(declares)) || !take(offer, edits, combining)) continue;
    fixed.push(finding);
    if (declares !== undefined) declared.add(declares);
  }
  return { edits, fixed };
}

/** How many of the findings have a fix that can be among several, now or once what is in its way has been fixed. */
export function countFixable(findings: readonly Finding[], alone: Omit<Combining, 'treeOf'>): number {
  const combining = { ...alone, treeOf: () => undefined };
  return findings.filter((finding) => {
    const offer = combining.offersOf(finding).find((each) => isWanted(each, combining));
    return offer !== undefined && take(offer, new Map(), combining);
  }).length;
}

function isWanted(offer: FixOffer, { offer: id, unsafe }: Combining): boolean {
  return (offer.safe === true || unsafe === true) && (id === undefined ? offer.preferred === true : offer.id === id);
}

function take(offer: FixOffer, edits: Map<string, TextEdit[]>, { mayChange, treeOf }: Combining): boolean {
  const fresh = new Map<string, TextEdit[]>();
  for (const change of offer.changes()) {
    if (change.kind !== 'edit' || mayChange?.(change.path) === false) return false;
    const taken = edits.get(change.path) ?? [];
    const own = change.edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (editsConflict(taken, own)) return false;
    const tree = taken.length === 0 ? undefined : treeOf(change.path);
    if (tree && (takeAwayUsed(tree, own, taken) || takeAwayUsed(tree, taken, own))) return false;
    fresh.set(change.path, [...(fresh.get(change.path) ?? []), ...own]);
  }
  for (const [path, own] of fresh) edits.set(path, [...(edits.get(path) ?? []), ...own]);
  return fresh.size > 0;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}
