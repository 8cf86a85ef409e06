/**
 * What generated files do with errors by identity. No rule observes such files, so they are read when somebody asks whether errors may
 * be wrapped unasked; most of them are told apart by their text.
 */
import type { FileFacts } from '../../../go/facts.ts';
import { Kind } from '../../../go/kinds.ts';
import { kindOf } from '../../../go/tree.ts';
import type { ProjectFile } from '../../../model/project.ts';
import type { FixContext } from '../../rule.ts';
import { viewOf } from '../../support/fixView.ts';
import { assertedError } from '../assert.ts';
import { comparedError } from '../compare.ts';
import { identityTest } from './identityTests.ts';
import type { LooksAtIdentity } from './looksAtIdentity.ts';

/** An error that is compared, by its own name or by that of what it is compared with; asked for its type, its text or what is behind it. */
const IN_TEXT = new RegExp(
  [
    String.raw`\b(?:\w*[eE]rr(?:or)?\w*|e)\)*\s*[!=]=(?!\s*nil\b)`,
    String.raw`[!=]=\s*\(*(?:\w+\.)?(?:\w*[eE]rr\w*|EOF)\b`,
    String.raw`\bswitch\b[^\n{]*[eE]rr`,
    String.raw`[eE]rr\w*\)*\.\(`,
    String.raw`\bos\.Is(?:NotExist|Exist|Permission|Timeout)\b`,
    String.raw`\.Cause\(`,
    String.raw`\.Error\(\)\)*\s*[!=]=`,
  ].join('|'),
);

const known = new WeakMap<FileFacts, readonly LooksAtIdentity[]>();

export function lookingInGenerated(file: ProjectFile, context: FixContext<unknown>): readonly LooksAtIdentity[] {
  const before = known.get(file.facts);
  if (before) return before;
  const found = IN_TEXT.test(context.sources.text(file.path) ?? '') ? [...looking(file.path, context)] : [];
  known.set(file.facts, found);
  return found;
}

function* looking(path: string, context: FixContext<unknown>): Generator<LooksAtIdentity> {
  const view = viewOf(context, path);
  if (!view) return;
  const { tree } = view;
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.type_assertion_expression || kind === Kind.type_switch_statement) {
      const asserts = assertedError(node, view);
      if (asserts) yield { asserts };
      continue;
    }
    const compares =
      kind === Kind.binary_expression || kind === Kind.expression_switch_statement
        ? comparedError(node, view)
        : undefined;
    if (compares) yield { compares };
    const tests = compares ? undefined : identityTest(node, view);
    if (tests) yield { tests };
  }
}
