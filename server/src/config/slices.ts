/**
 * Slices: directories of equal rank that may not see each other, such as the modules of a monolith or the services of a
 * repository. Which slice a directory belongs to follows from a capture of the rule's pattern; what lies in no slice is
 * everybody's.
 */

import type { Origin, SliceRule } from './config.ts';
import { capturePlace, matchPattern } from './pattern.ts';

export interface SliceMembership {
  readonly rule: SliceRule;
  /** What the capture stands for: `order` in `internal/order/domain`. */
  readonly name: string;
  /** The part of the directory below the slice's own directory, `''` for that directory itself. */
  readonly inner: string;
}

export type SliceVerdict =
  | { readonly allowed: true; readonly because: string; readonly origin: Origin | undefined }
  | {
      readonly allowed: false;
      readonly because: string;
      readonly origin: Origin;
      readonly from: string;
      readonly to: string;
    };

/** The slice a directory belongs to by a rule, if any. */
export function sliceOf(rule: SliceRule, directory: string): SliceMembership | undefined {
  const place = capturePlace(rule.pattern, directory, rule.isolate);
  if (place === undefined) return undefined;
  const segments = directory.split('/');
  return { rule, name: segments[place] ?? '', inner: segments.slice(place + 1).join('/') };
}

/** Whether a package of one directory may import that of another, as far as slices are concerned. */
export function mayCrossSlices(rules: readonly SliceRule[], from: string, to: string): SliceVerdict {
  let allowance: SliceVerdict | undefined;
  for (const rule of rules) {
    const importing = sliceOf(rule, from);
    const imported = sliceOf(rule, to);
    if (importing === undefined || imported === undefined || importing.name === imported.name) continue;
    const allowed = rule.allow.find(
      ({ from, to }) => (from === '*' || from === importing.name) && (to === '*' || to === imported.name),
    );
    if (allowed !== undefined) {
      allowance = { allowed: true, because: allowed.reason, origin: allowed.origin };
      continue;
    }
    if (rule.publicPatterns.some(({ pattern }) => matchPattern(pattern, imported.inner) !== undefined)) {
      const because = `${imported.inner} is a public package of ${imported.name}`;
      allowance = { allowed: true, because, origin: rule.origin };
      continue;
    }
    return {
      allowed: false,
      because: `${importing.name} may not import ${imported.name}${entrances(rule)}`,
      origin: rule.origin,
      from: importing.name,
      to: imported.name,
    };
  }
  return allowance ?? { allowed: true, because: 'no slice keeps them apart', origin: undefined };
}

function entrances({ publicPatterns }: SliceRule): string {
  if (publicPatterns.length === 0) return '';
  return ` but through ${publicPatterns.map(({ pattern }) => pattern.text).join(' or ')}`;
}
