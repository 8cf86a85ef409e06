/**
 * What a feature takes from a project that an older `new project` made without it: the failure that somebody else has changed
 * something meanwhile, and how HTTP and gRPC answer it. It is cut out of the templates that new projects get, so that both read
 * alike, and inserted beside the failure that a value is taken. Nothing else of the files changes, and the changes are shown like
 * any other. Where that failure is not as it was made, nothing is inserted, and the lines are said.
 */
import { Kind } from '../go/kinds.ts';
import { applyEdits } from '../go/textEdit.ts';
import { endOf, type FlatTree, namedChildren, nodesOfKind, ROOT, startOf, textOf } from '../go/tree.ts';
import type { FileChange } from './preview.ts';
import { failure, type Result, success } from './result.ts';
import { renderTemplate } from './template.ts';
import type { Templates } from './templates.ts';

type Parse = (text: string) => FlatTree;
type Reads = (path: string) => string | undefined;

const errorsPath = 'internal/domain/errors.go';

/** A piece of Go, from one offset to another. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Place {
  readonly path: string;
  readonly template: string;
  /** Where the failure of this name is, in the file or in the template. */
  readonly find: (tree: FlatTree, failure: string) => Span | undefined;
  /** Whether a project may be without the file. */
  readonly optional?: boolean;
}

const places: readonly Place[] = [
  { path: errorsPath, template: `project/base/${errorsPath}`, find: declarationsOf },
  {
    path: 'internal/delivery/http/response/error.go',
    template: 'project/base/internal/delivery/http/response/error.go',
    find: branchOf,
  },
  {
    path: 'internal/delivery/grpc/server/status.go',
    template: 'project/grpc/internal/delivery/grpc/server/status.go',
    find: branchOf,
    optional: true,
  },
];

const wanted = 'StaleError';
const neighbour = 'ConflictError';

export function completedProject(read: Reads, templates: Templates, parse: Parse): Result<readonly FileChange[]> {
  const changes: FileChange[] = [];
  const unplaced: string[] = [];
  for (const place of places) {
    const before = read(place.path);
    if (before === undefined ? place.optional === true : new RegExp(`\\b${wanted}\\b`).test(before)) {
      continue;
    }
    const after = before === undefined ? undefined : insertedAt(place, before, templates, parse);
    if (before !== undefined && after !== undefined) {
      changes.push({ path: place.path, before, after });
    } else {
      unplaced.push(`in ${place.path}:\n${indented(linesOf(place, templates, parse))}`);
    }
  }
  return unplaced.length === 0
    ? success(changes)
    : failure({
        option: 'project',
        message: `nothing was changed, because this project has no word for what somebody else has changed meanwhile, which a feature answers with 409; add it\n${unplaced.join('\n')}`,
      });
}

function insertedAt({ find, ...place }: Place, text: string, templates: Templates, parse: Parse): string | undefined {
  const beside = find(parse(text), neighbour);
  if (beside === undefined) {
    return undefined;
  }
  const lines = linesOf({ find, ...place }, templates, parse);
  const at = endOfLine(text, beside.end);
  // Declarations stand apart, branches follow one another.
  const gap = find === declarationsOf ? '\n' : '';
  return applyEdits(text, [{ start: at, end: at, newText: `${gap}${lines}` }]);
}

/** What the template of a file says of the failure, whole lines. */
function linesOf({ template, find }: Place, templates: Templates, parse: Parse): string {
  const text = templates.get(`${template}.eta`) ?? templates.get(template) ?? '';
  const rendered = renderTemplate(template, text, { module: 'example.com/module' });
  const span = find(parse(rendered), wanted);
  if (span === undefined) {
    return '';
  }
  return rendered.slice(rendered.lastIndexOf('\n', span.start) + 1, endOfLine(rendered, span.end));
}

/** A type, with what is said above it and the methods below it. */
function declarationsOf(tree: FlatTree, name: string): Span | undefined {
  const declarations = namedChildren(tree, ROOT);
  const at = declarations.findIndex((node) => textOf(tree, node).startsWith(`type ${name} struct`));
  if (at === -1) {
    return undefined;
  }
  const isMethod = new RegExp(`^func \\((\\w+ )?\\*?${name}\\) `);
  const methods = declarations.slice(at + 1).filter((node) => isMethod.test(textOf(tree, node)));
  const last = methods[methods.length - 1] ?? declarations[at];
  const start = startOf(tree, declarations[at] ?? ROOT);
  return { start: startOfComment(tree.text, start), end: endOf(tree, last ?? ROOT) };
}

/** The `if` of a function that asks for an error of this type. */
function branchOf(tree: FlatTree, name: string): Span | undefined {
  const asks = new RegExp(`^if \\w+, ok := errors\\.AsType\\[\\*domain\\.${name}\\]\\(err\\); ok \\{`);
  const [branch, ...others] = [...nodesOfKind(tree, Kind.if_statement)].filter((node) => asks.test(textOf(tree, node)));
  return branch === undefined || others.length > 0
    ? undefined
    : { start: startOf(tree, branch), end: endOf(tree, branch) };
}

/** The first of the comment lines right above. */
function startOfComment(text: string, start: number): number {
  let at = start;
  for (;;) {
    const before = text.lastIndexOf('\n', at - 2) + 1;
    if (before >= at || !text.startsWith('//', before)) {
      return at;
    }
    at = before;
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '  ').trimEnd();
}
