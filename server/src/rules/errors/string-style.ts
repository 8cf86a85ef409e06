/**
 * errors/string-style: the text of an error begins like a sentence or ends like one, although it will stand in the middle of another.
 *
 * Names keep their capitals, and nobody can list all names, so only words that are known to be none are reported. Texts of several
 * sentences are left to their authors.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import { childByField, kindOf, NO_NODE, namedChildren, startOf, textOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { calleeTable, matchCallee, namesIn } from '../support/calls.ts';

/** Functions that make an error, by the index of the argument that is its text. */
const makers = calleeTable({
  'errors.New': 0,
  'fmt.Errorf': 0,
  'golang.org/x/xerrors.New': 0,
  'golang.org/x/xerrors.Errorf': 0,
  'github.com/pkg/errors.New': 0,
  'github.com/pkg/errors.Errorf': 0,
  'github.com/pkg/errors.Wrap': 1,
  'github.com/pkg/errors.Wrapf': 1,
  'github.com/pkg/errors.WithMessage': 1,
  'github.com/pkg/errors.WithMessagef': 1,
});

/** Words that texts begin with and that are no names. */
const ORDINARY = new Set(
  `a access account action all already an and another any argument arguments at attempt attempted bad body both can cannot command
   config configuration connection could couldn data database db decoding did didn directory does doesn duplicate each either email empty
   encoding error errors exceeded exit expected expired fail failed failure failing fatal fetching field file for format forbidden found
   from getting got group had has have header id if illegal in incorrect index input insufficient internal invalid is it item key length
   line login malformed max maximum message min minimum mismatch missing must name need neither nil no none not nothing number object one
   only operation option order out parameter parse parsing password path permission please process product query reading record request
   requested required resource response role row same server service session should size some something status string task the there this
   timed timeout to token too trying type unable unauthorized undefined unexpected unhandled unknown unmarshal unrecognized unsupported
   update uploading user username value values wasn while writing wrong you your`.split(/\s+/),
);

interface Literal {
  /** The argument it is. */
  readonly index: number;
  readonly start: number;
  /** With its quotes, as written. */
  readonly text: string;
}

interface Observation {
  readonly call: Symbolic;
  readonly literals: readonly Literal[];
}

export const stringStyle = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/string-style',
    title: 'Texts of errors begin in lower case and end without punctuation',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['revive', 'stylecheck', 'staticcheck', 'golint'],
  },
  sites: [{ kind: Kind.call_expression, callee: namesIn(makers) }],
  observe(node, view) {
    const { tree } = view;
    const list = childByField(tree, node, Field.arguments);
    const literals = (list === NO_NODE ? [] : namedChildren(tree, list)).slice(0, 2).flatMap((argument, index) => {
      if (kindOf(tree, argument) !== Kind.interpreted_string_literal) return [];
      const text = textOf(tree, argument);
      return faultsOf(text) ? [{ index, start: startOf(tree, argument), text }] : [];
    });
    return literals.length === 0 ? undefined : { call: view.callee(node), literals };
  },
  judge({ call, literals }, { project, file }) {
    const maker = matchCallee(call, makers, { project, file });
    const literal = maker && literals.find(({ index }) => index === maker.value);
    const faults = literal && faultsOf(literal.text);
    if (!literal || !faults) return undefined;
    return {
      start: literal.start,
      end: literal.start + literal.text.length,
      message: `The text of an error ${faults.join(' and ')}: it will stand in the middle of another.`,
      key: `${project.packageOf(file)?.path ?? file.dir} ${literal.text}`,
      data: literal.text,
    };
  },
  fixes(finding) {
    if (typeof finding.data !== 'string') return [];
    const edits = editsFor(finding.start, finding.data);
    return [
      {
        id: 'style',
        title: 'Write it as part of a sentence',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** What is wrong with a literal, in words; undefined for one that is right or that cannot be judged. */
function faultsOf(literal: string): readonly string[] | undefined {
  const text = literal.slice(1, -1);
  const { length } = ending(text);
  // Several sentences or lines are a page, not a message.
  if (/[.!?]\s+\S|\\n./.test(text.slice(0, text.length - length)) || text.endsWith('..')) return undefined;
  const faults: string[] = [];
  if (beginsWithCapital(text)) faults.push('begins with a capital');
  if (length > 0) faults.push(/[.!:]/.test(ending(text)) ? 'ends with punctuation' : 'ends with white space');
  return faults.length === 0 ? undefined : faults;
}

function beginsWithCapital(text: string): boolean {
  const [, word = '', next = ''] = /^([A-Z][a-z]*)([\s\S]?)/.exec(text) ?? [];
  // `Order.ID`, `Config{`, `Valid()`, `OpenAPI`.
  if (word === '' || !(/^[\s,:;'!]?$/.test(next) || text === `${word}.`)) return false;
  const lower = word.toLowerCase();
  return ORDINARY.has(lower) || (lower.length > 5 && /(?:ing|ed)$/.test(lower) && ORDINARY_ENDINGS.test(text));
}

/** `Loading users`, `Rejected by …`: a participle that is followed by an ordinary word. */
const ORDINARY_ENDINGS = /^\S+\s+(?:[a-z]|%)/;

function ending(text: string): string {
  return /(?:[.!:]|\\n|\s)+$/.exec(text)?.[0] ?? '';
}

function editsFor(start: number, literal: string): readonly TextEdit[] {
  const text = literal.slice(1, -1);
  const edits: TextEdit[] = [];
  if (beginsWithCapital(text)) {
    edits.push({ start: start + 1, end: start + 2, newText: text.slice(0, 1).toLowerCase() });
  }
  const { length } = ending(text);
  const end = start + literal.length - 1;
  if (length > 0) edits.push({ start: end - length, end, newText: '' });
  return edits;
}
