/** Fixes of several findings at once, as the editor asks for them: how many are promised, and that one edit is all it takes. */
import assert from 'node:assert/strict';
import { type CodeAction, type CodeActionParams, TextDocumentEdit } from 'vscode-languageserver';
import { applyEdits } from '../../server/src/go/textEdit.ts';
import { fixAllKind, registerCodeActions } from '../../server/src/lsp/codeActions.ts';
import { TextPositions, uriOfPath } from '../../server/src/lsp/convert.ts';
import type { Session } from '../../server/src/lsp/session.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { defineRule, type Rule } from '../../server/src/rules/rule.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const HEADER = 'package shop\n\nimport "errors"\n\nvar ErrGone = errors.New("gone")\n\n';

/** Reports variables called `stepN` and renames the first to `stepN+1`, up to 12. */
const step = defineRule<{ start: number; number: number }, Record<never, never>>({
  meta: {
    id: 'test/step',
    title: 'Steps follow one another',
    severity: 'warning',
    recommended: true,
    needs: 'declarations',
    defaults: {},
  },
  *judgeFile({ file }) {
    for (const { name, nameStart } of file.facts.declarations?.values ?? []) {
      const number = Number(/^step(\d+)$/.exec(name)?.[1] ?? 99);
      if (number < 12) yield { start: nameStart, end: nameStart + name.length, message: name, key: name, data: number };
    }
  },
  fixes: ({ start, end, data, path }) => [
    {
      id: 'next',
      title: 'Next',
      preferred: true,
      safe: true,
      changes: () => [{ kind: 'edit', path, edits: [{ start, end, newText: `step${Number(data) + 1}` }] }],
    },
  ],
});

interface Asked {
  readonly text: string;
  /** The place of the cursor, a text of the file. */
  readonly at?: string;
  readonly only?: string[];
  readonly rules?: readonly Rule[];
  readonly isOpen?: boolean;
}

async function ask<Result>(
  { text, at = 'package', only, rules = allRules, isOpen = false }: Asked,
  look: (asked: {
    actions: readonly CodeAction[];
    resolve: (action: CodeAction) => Promise<CodeAction>;
    workspace: Workspace;
    path: string;
  }) => Result | Promise<Result>,
): Promise<Result> {
  const folder = makeFolder({ 'go.mod': 'module example.com/shop\n\ngo 1.22\n', 'a.go': text });
  const fail = (failure: unknown) => {
    throw new Error('it failed', { cause: failure });
  };
  try {
    const engine = new Engine(rules, fail, () => '2026-01-31');
    const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', log: fail });
    const path = `${folder}/a.go`;
    if (isOpen) workspace.openDocument(path, 7, text);
    let list: ((params: CodeActionParams) => CodeAction[]) | undefined;
    let resolve: ((action: CodeAction, token: unknown) => Promise<CodeAction>) | undefined;
    const connection = {
      onCodeAction: (handler: typeof list) => {
        list = handler;
      },
      onCodeActionResolve: (handler: typeof resolve) => {
        resolve = handler;
      },
    };
    const session = { connection, workspace, capabilities: {}, log: { error: fail } } as unknown as Session;
    registerCodeActions(session);
    const offset = text.indexOf(at);
    const range = new TextPositions(text).range(offset, offset);
    const actions = list?.({
      textDocument: { uri: uriOfPath(path) },
      range,
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
    assert.ok(actions && resolve);
    const chosen = resolve;
    const result = await look({ actions, resolve: (action) => chosen(action, undefined), workspace, path });
    workspace.dispose();
    return result;
  } finally {
    removeFolder(folder);
  }
}

function applied(action: CodeAction | undefined, text: string): string {
  const positions = new TextPositions(text);
  const edits = (action?.edit?.documentChanges ?? []).filter(TextDocumentEdit.is).flatMap(({ edits }) => edits);
  return applyEdits(
    text,
    edits.map((edit) => {
      assert.ok('newText' in edit);
      const { start, end } = edit.range;
      return { start: positions.offset(start), end: positions.offset(end), newText: edit.newText };
    }),
  );
}

describe('fixing all', () => {
  it('promises what it does, not what it finds', async () => {
    const text = `${HEADER}func ask() error { return nil }

func first(err error) bool { return err == ErrGone }

func second(err error) bool { return err != ErrGone }

func third() {
	switch ask() {
	case ErrGone:
	}
}
`;
    await ask({ text, at: 'err == ErrGone', only: ['quickfix'] }, async ({ actions, resolve }) => {
      const all = actions.find(({ title }) => title.endsWith('in this file'));
      assert.equal(all?.title, 'Compare with errors.Is: all 2 of errors/compare in this file');
      const after = applied(all && (await resolve(all)), text);
      assert.equal(after.match(/errors\.Is\(err, ErrGone\)/g)?.length, 2);
      assert.match(after, /switch ask\(\)/);
    });
  });

  it('is not offered where one fix is all there is', async () => {
    const text = `${HEADER}func ask() error { return nil }

func first(err error) bool { return err == ErrGone }

func third() {
	switch ask() {
	case ErrGone:
	}
}
`;
    await ask({ text, at: 'err == ErrGone', only: ['quickfix'] }, ({ actions }) => {
      assert.deepEqual(
        actions.filter(({ title }) => title.endsWith('in this file')),
        [],
      );
    });
  });

  for (const isOpen of [false, true]) {
    it(`goes on until nothing is left, in one edit${isOpen ? ' of an open document' : ''}`, async () => {
      const text = 'package shop\n\nvar step1, other = 1, 2\n';
      await ask({ text, only: [fixAllKind], rules: [step], isOpen }, ({ actions, workspace, path }) => {
        const [all] = actions;
        assert.equal(applied(all, text), text.replace('step1', 'step12'));
        const edits = (all?.edit?.documentChanges ?? []).filter(TextDocumentEdit.is).flatMap((change) => change.edits);
        assert.equal(edits.length, 1);
        assert.equal(workspace.text(path), text, 'asking changes nothing');
        assert.equal(workspace.document(path)?.version, isOpen ? 7 : undefined);
        assert.deepEqual(
          workspace.verdict(path)?.findings.map(({ key }) => key),
          ['step1'],
        );
      });
    });
  }
});
