/** The lightbulb on diagnostics that gopls and golangci-lint publish, as the editor passes them along. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type CodeAction, type Diagnostic, TextDocumentEdit } from 'vscode-languageserver';
import { applyEdits } from '../../server/src/go/textEdit.ts';
import { TextPositions, uriOfPath } from '../../server/src/lsp/convert.ts';
import { actionsOnPeers } from '../../server/src/lsp/goplsFixes.ts';
import type { Session } from '../../server/src/lsp/session.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

interface Reported {
  readonly source: string;
  readonly message: string;
  readonly code?: string;
}

/** What each action makes of a file, by title, when `reported` is said of the place marked `‸`. */
async function offered(marked: string, reported: Reported, only?: string[]): Promise<Record<string, string>> {
  const at = marked.indexOf('‸');
  assert.ok(at >= 0, 'the file has no mark');
  const text = marked.replace('‸', '');
  const folder = makeFolder({ 'go.mod': 'module example.com/shop\n\ngo 1.22\n', 'a.go': text });
  const fail = (failure: unknown) => {
    throw new Error('judging failed', { cause: failure });
  };
  try {
    const engine = new Engine(allRules, fail, () => '2026-01-31');
    const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', log: fail });
    const path = `${folder}/a.go`;
    const range = new TextPositions(text).range(at, at);
    const diagnostic: Diagnostic = { range, ...reported };
    const session = { workspace, capabilities: {} } as unknown as Session;
    const actions = actionsOnPeers(
      path,
      {
        textDocument: { uri: uriOfPath(path) },
        range,
        context: { diagnostics: [diagnostic], ...(only ? { only } : {}) },
      },
      session,
    );
    workspace.dispose();
    for (const action of actions) assert.deepEqual(action.diagnostics, [diagnostic]);
    assert.equal(readFileSync(path, 'utf8'), text);
    return Object.fromEntries(actions.map((action) => [action.title, applied(action, text)]));
  } finally {
    removeFolder(folder);
  }
}

function applied(action: CodeAction, text: string): string {
  const positions = new TextPositions(text);
  const edits = (action.edit?.documentChanges ?? []).filter(TextDocumentEdit.is).flatMap(({ edits }) => edits);
  return applyEdits(
    text,
    edits.map((edit) => {
      assert.ok('newText' in edit);
      return {
        start: positions.offset(edit.range.start),
        end: positions.offset(edit.range.end),
        newText: edit.newText,
      };
    }),
  );
}

/** The body of one function in a file that imports what it needs. */
function go(body: string, imports = '"errors"\n\t"fmt"\n\t"net/http"\n\t"os"'): string {
  return `package shop\n\nimport (\n\t${imports}\n)\n\n${body}`;
}

describe('fixes on diagnostics of others', () => {
  it('print with %v where nothing can be wrapped', async () => {
    const body = (verb: string) =>
      `func text(err error) string { return fmt.Sprintf("100%% of %s: ${verb}", "x", err) }\n`;
    const actions = await offered(
      go(`func text(err error) string { return ‸fmt.Sprintf("100%% of %s: %w", "x", err) }\n`),
      {
        source: 'printf',
        message: 'fmt.Sprintf does not support error-wrapping directive %w',
      },
    );
    assert.deepEqual(actions, { 'Print with %v instead of %w': go(body('%v')) });
  });

  it('print with %v only what is no error', async () => {
    const marked = go('func fail(id string, err error) error { return fmt.Errorf("user ‸%w: %w", id, err) }\n');
    const actions = await offered(marked, {
      source: 'printf',
      message: 'fmt.Errorf format %w has arg id of wrong type string',
    });
    assert.deepEqual(actions, {
      'Print with %v instead of %w': go(
        'func fail(id string, err error) error { return fmt.Errorf("user %v: %w", id, err) }\n',
      ),
    });
  });

  it('give errors.As the address of its target, and leave literals alone', async () => {
    const message = 'second argument to errors.As must be a non-nil pointer to either a type that implements error';
    const as = (target: string) =>
      `func is(err error, target *os.PathError) bool { return errors.As(err, ${target}) }\n`;
    assert.deepEqual(
      await offered(go(as('target')).replace('errors.As(', '‸errors.As('), { source: 'errorsas', message }),
      {
        'Pass &target': go(as('&target')),
      },
    );
    assert.deepEqual(
      await offered(go(as('nil')).replace('errors.As(', '‸errors.As('), { source: 'errorsas', message }),
      {},
    );
  });

  it('check the error before the response is closed', async () => {
    const marked = go(
      'func get() error {\n\tresponse, err := http.Get("x")\n\tdefer ‸response.Body.Close()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n',
    );
    const actions = await offered(marked, {
      source: 'httpresponse',
      message: 'using response before checking for errors',
    });
    assert.deepEqual(actions, {
      'Check the error first': go(
        'func get() error {\n\tresponse, err := http.Get("x")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer response.Body.Close()\n\treturn nil\n}\n',
      ),
    });
  });

  it('move a deferred Close that staticcheck found, but not past anything but a check', async () => {
    const body = (statements: string) =>
      go(`func open() error {\n\tf, err := os.Open("x")\n${statements}\treturn nil\n}\n`);
    const reported = {
      source: 'SA5001',
      message: 'should check error returned from os.Open() before deferring f.Close()',
    };
    const moved = await offered(body('\t‸defer f.Close()\n\tif err != nil {\n\t\treturn err\n\t}\n'), reported);
    assert.deepEqual(moved, {
      'Check the error first': body('\tif err != nil {\n\t\treturn err\n\t}\n\tdefer f.Close()\n'),
    });
    assert.deepEqual(await offered(body('\t‸defer f.Close()\n\tfmt.Println(err)\n'), reported), {});
  });

  it('check an error that errcheck misses, with the import it takes', async () => {
    const file = (call: string, imports: string) =>
      `package shop\n\n${imports}\n\nfunc keep(path string) (int, error) {\n${call}\treturn 1, nil\n}\n`;
    const actions = await offered(file('\tos.Chdir‸(path)\n', 'import "os"'), {
      source: 'go-golangci-lint',
      message: 'Error return value of `os.Chdir` is not checked (errcheck)',
    });
    assert.deepEqual(actions, {
      'Check the error and return it': file(
        '\tif err := os.Chdir(path); err != nil {\n\t\treturn 0, fmt.Errorf("chdir: %w", err)\n\t}\n',
        'import (\n\t"fmt"\n\t"os"\n)',
      ),
    });
  });

  it('come from our own rules where those are off', async () => {
    const marked = go('func find() error {\n\treturn ‸errors.New("not found")\n}\n', '"errors"');
    const actions = await offered(marked, { source: 'err113', message: 'do not define dynamic errors' });
    assert.deepEqual(actions, {
      'Extract to ErrNotFound': go(
        'var ErrNotFound = errors.New("not found")\n\nfunc find() error {\n\treturn ErrNotFound\n}\n',
        '"errors"',
      ),
    });
  });

  it('come for what gopls reports by default and we do not', async () => {
    const body = (inserted: string) =>
      go(
        `func work(context.Context) error { return nil }\n\nfunc wait(ctx context.Context, busy bool) error {\n\tctx, cancel := context.WithCancel(ctx)\n${inserted}\tif busy {\n\t\treturn nil\n\t}\n\terr := work(ctx)\n\tcancel()\n\treturn err\n}\n`,
        '"context"',
      );
    const actions = await offered(body('').replace('ctx, cancel :=', 'ctx, ‸cancel :='), {
      source: 'lostcancel',
      message: 'the cancel function is not used on all paths (possible context leak)',
    });
    assert.deepEqual(Object.values(actions), [body('\tdefer cancel()\n')]);
  });

  it('are left to our own finding where the rule is on', async () => {
    const marked = go('func write() error {\n\tos.‸Rename("a", "b")\n\treturn nil\n}\n', '"os"');
    assert.deepEqual(await offered(marked, { source: 'errcheck', message: 'Error return value is not checked' }), {});
  });

  it('are none for what is not known, for our own diagnostics and when no quick fix is asked for', async () => {
    const marked = go('func find() error {\n\treturn ‸errors.New("not found")\n}\n', '"errors"');
    assert.deepEqual(await offered(marked, { source: 'revive', message: 'something else' }), {});
    assert.deepEqual(await offered(marked, { source: 'go-architect', code: 'err113', message: 'ours' }), {});
    assert.deepEqual(await offered(marked, { source: 'err113', message: 'dynamic' }, ['refactor']), {});
  });
});
