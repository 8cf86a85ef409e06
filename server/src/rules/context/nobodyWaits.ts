/**
 * Functions nobody waits for who could give up, or whose signature is not theirs to change: what begins a program or puts it together,
 * subcommands, tools of developers, what tests are made with, and methods that interfaces outside of the module declare.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import { childByField, kindOf, NO_NODE, type SyntaxNode, textOf } from '../../go/tree.ts';
import type { ProjectFile } from '../../model/project.ts';
import { outlivesCaller } from '../support/contextInScope.ts';

/** Folders of programs that only developers run, of subcommands, and of what tests are made with. */
const ELSEWHERE =
  /(?:^|\/)(?:\w*migrat\w*|seeds?|seeders?|fixtures?|test\w*|\w+(?:_test|tests)|suites?|e2e|mocks?|fakes?|examples?|samples?|demos?|docs?|scripts?|hack|cli|[\w-]+-(?:gen|scripts?))(?:\/|$)/i;

/** Where in its repository a module of its own stands: `github.com/acme/shop/scripts`. */
const NESTED = /^[^/]+\/[^/]+\/[^/]+\/(.+)$/;

export function isElsewhere({ dir, module }: ProjectFile): boolean {
  const [, nested = ''] = NESTED.exec(module.path) ?? [];
  return ELSEWHERE.test(`${nested}/${dir}`);
}

const TEST_IMPORTS =
  /^(?:testing|flag|github\.com\/(?:stretchr\/testify|onsi\/gomega|onsi\/ginkgo|ory\/dockertest|testcontainers)(?:\/.*)?)$/;

/** Tests' helpers, programs that read flags, and files that are only built to generate others. */
export function isToolFile({ header }: SourceView): boolean {
  return (
    header.imports.some(({ path }) => TEST_IMPORTS.test(path)) ||
    /^(?:generate|ignore|tools)\b/.test(header.buildConstraint?.expression ?? '')
  );
}

/** Work at the beginning of a program has nobody who waits for it. */
const BEGINS =
  /^(?:main|init)$|^(?:New|Must|Init|Setup|Set[uU]p|Start|Run|Serve|Listen|Migrate|Bootstrap|Install|Seed|Dial)|Initial[A-Z]/i;
/** Of functions; a method of such a name is asked for something while the program runs: `LoadUser`, `RegisterView`, `c.Connect()` before each job. */
const FUNCTION_BEGINS = /^(?:Load|Register|Execute|Open|Connect)/i;
/** What a function hands out that the program keeps: its way to a database. */
const OPENED = /\*(?:sqlx?\.DB|pg\.DB|gorm\.DB|bun\.DB|pgxpool\.Pool|redis\.Client|mongo\.Client)\b/;

/** Methods of interfaces that are no module's own; a parameter more and the type implements them no longer. The last are those of raft. */
const DICTATED = new Set(
  `Close Read Write ReadAt WriteAt ReadFrom WriteTo Seek String Error Scan Value ServeHTTP RoundTrip MarshalJSON UnmarshalJSON
   MarshalText UnmarshalText MarshalBinary UnmarshalBinary Len Less Swap Unwrap Is As Format Open Stat Set Flush Up Down
   FirstIndex LastIndex GetLog StoreLog StoreLogs DeleteRange GetUint64 SetUint64`.split(/\s+/),
);

/** Whether a function begins or puts together a program, is a subcommand of one, has a context already, or cannot take one. */
export function hasNobodyWaiting(view: SourceView, declaration: SyntaxNode, name: string): boolean {
  const { tree } = view;
  if (BEGINS.test(name) || outlivesCaller(name)) return true;
  if (isOnlyStarted(view, name)) return true;
  const parameters = textOfField(view, declaration, Field.parameters);
  // It has one, and leaves it unused.
  if (/\b_ context\.Context\b/.test(parameters)) return true;
  if (kindOf(tree, declaration) !== Kind.method_declaration)
    return FUNCTION_BEGINS.test(name) || OPENED.test(textOfField(view, declaration, Field.result));
  if (DICTATED.has(name) || isMadeOnce(view, declaration)) return true;
  // Of raft's store and of flags; any other method of the name reads something.
  if (name === 'Get' && /^\(\)$|\[\]byte/.test(parameters)) return true;
  // `Execute(args []string) error` of go-flags, and what its commands are made of.
  return /(?:Command|Cmd)\)$/.test(textOfField(view, declaration, Field.receiver));
}

/** Whether this file calls it, and only to let it run by itself: `go c.sendWelcome(id)`. */
function isOnlyStarted({ tree }: SourceView, name: string): boolean {
  if (!/^\p{Ll}/u.test(name) || !tree.text.includes(`${name}(`)) return false;
  const calls = [...tree.text.matchAll(new RegExp(`^.*[^\\w]${name}\\(`, 'gm'))].filter(
    ([line]) => !line.startsWith('func '),
  );
  return calls.length > 0 && calls.every(([line]) => /^\s*go /.test(line));
}

/** `if d.mailer != nil { return d.mailer }` at the beginning: what is made for everybody must not fail because the first one gave up. */
function isMadeOnce(view: SourceView, method: SyntaxNode): boolean {
  return /^\{\s*if (\w+\.\w+) != nil \{\s*return \1\b/.test(textOfField(view, method, Field.body));
}

/**
 * A program that is left running, one that is given the user's terminal and ends when the user says so, and a request that gets its
 * context afterwards.
 */
export function isNotWaitedFor(view: SourceView, call: SyntaxNode): boolean {
  const name = view.calleeName(call);
  if (name !== 'Command' && name !== 'NewRequest') return false;
  const around = textOf(view.tree, view.enclosingFunction(call));
  if (name === 'NewRequest') return /\.WithContext\(/.test(around);
  return /\bos\.Stdin\b/.test(around) || (/\.Start\(\)/.test(around) && !/\.Wait\(/.test(around));
}

function textOfField({ tree }: SourceView, node: SyntaxNode, field: Field): string {
  const child = childByField(tree, node, field);
  return child === NO_NODE ? '' : textOf(tree, child);
}
