/** A project in a temporary folder whose calls can be asked for what they are. */
import { SourceView } from '../../server/src/go/extract.ts';
import { headerOfTree } from '../../server/src/go/importsOfTree.ts';
import { Kind } from '../../server/src/go/kinds.ts';
import { kindOf, type SyntaxNode, startOf } from '../../server/src/go/tree.ts';
import type { ProjectFile } from '../../server/src/model/project.ts';
import { printType } from '../../server/src/model/typeString.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from './folder.ts';

export interface TypedFile {
  readonly view: SourceView;
  readonly file: ProjectFile;
  readonly workspace: Workspace;
}

/** Opens files as a module called `example.com/shop`, unless they bring their own go.mod, and closes them afterwards. */
export async function withProject(
  files: Readonly<Record<string, string>>,
  use: (open: (path: string) => TypedFile) => void,
): Promise<void> {
  const folder = makeFolder({ 'go.mod': 'module example.com/shop\n\ngo 1.22\n', ...files });
  const fail = (failure: unknown) => {
    throw new Error('reading the project failed', { cause: failure });
  };
  try {
    const workspace = await Workspace.open({
      roots: [folder],
      engine: new Engine([], fail, () => '2026-01-31'),
      depth: 'syntax',
      log: fail,
    });
    use((path) => {
      const file = workspace.project.files.get(`${folder}/${path}`);
      const tree = workspace.tree(`${folder}/${path}`);
      if (!file || !tree) throw new Error(`${path} is not part of the project`);
      return { view: new SourceView(tree, headerOfTree(tree)), file, workspace };
    });
    workspace.dispose();
  } finally {
    removeFolder(folder);
  }
}

/**
 * What is said about each line that ends in `// = …`: of its first call, the callee and the results. Expectation and answer by
 * line, so that a test compares the two as a whole.
 */
export function annotatedCalls({ view, file, workspace }: TypedFile): { expected: string[]; actual: string[] } {
  const { text } = view.tree;
  const expected: string[] = [];
  const actual: string[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const want = /\/\/ = (.*)$/.exec(line)?.[1];
    if (want !== undefined) {
      const call = firstCall(view, start, start + line.length);
      expected.push(`${line.trim().split(' // = ')[0]} = ${want}`);
      actual.push(`${line.trim().split(' // = ')[0]} = ${describeCall(call)}`);
    }
    start += line.length + 1;
  }
  return { expected, actual };

  function describeCall(call: SyntaxNode | undefined): string {
    const callee = call === undefined ? undefined : workspace.project.types.callee(view.callee(call), file);
    if (!callee) return 'unknown';
    const results = callee.results?.map((type) => printType(type).replace(/·[^·]+·\d+/g, '')) ?? ['unknown'];
    return `${callee.fullName} -> ${results.join(', ')}`.trim();
  }
}

function firstCall(view: SourceView, from: number, to: number): SyntaxNode | undefined {
  for (let node = 0; node < view.tree.count; node++) {
    const kind = kindOf(view.tree, node);
    if (kind !== Kind.call_expression && kind !== Kind.type_conversion_expression) continue;
    const start = startOf(view.tree, node);
    if (start >= from && start < to) return node;
  }
  return undefined;
}
