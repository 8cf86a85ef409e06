/**
 * What identifies a finding across commits: its rule, the file's place in its module and what it is about, without line
 * numbers, so that it stays the same when code around it moves. Equal findings in one file are told apart by their order.
 */
import type { Finding } from './rule.ts';

/** 16 hexadecimal digits for each finding, in the same order. `fileOf` names the file relative to the module. */
export function fingerprints(findings: readonly Finding[], fileOf: (path: string) => string): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const identity = `${finding.rule}\n${fileOf(finding.path)}\n${finding.key}`;
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return hash(`${identity}\n${count}`);
  });
}

/** FNV-1a over UTF-16 units, twice with different seeds: no secret is kept, only collisions are to be unlikely. */
function hash(text: string): string {
  return half(text, 0x811c9dc5) + half(text, 0x9dc5811c);
}

function half(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}
