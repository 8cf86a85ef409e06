/** Refactorings as commands, for those who do not know what to call them: the code action at the cursor, or why there is none. */
import * as vscode from 'vscode';

interface RefactoringCommand {
  /** The kind of the server's code action. */
  readonly kind: string;
  /** Where it can be applied, as what to do when it could not. */
  readonly advice: string;
}

export const wrapError: RefactoringCommand = {
  kind: 'refactor.rewrite.wrapError',
  advice: 'put the cursor on a return of an error that says nothing of what failed',
};

export const addContextParameter: RefactoringCommand = {
  kind: 'refactor.rewrite.addContextParameter',
  advice: 'put the cursor on the name of a function that takes no context, and whose callers can all be changed',
};

export const invertDependency: RefactoringCommand = {
  kind: 'refactor.rewrite.invertDependency',
  advice: 'put the cursor on a field or a parameter with a concrete type of another package of this module',
};

export async function refactor({ kind, advice }: RefactoringCommand): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'go') {
    void vscode.window.showInformationMessage(`Go Architect: open a Go file, then ${advice}.`);
    return;
  }
  const { document, selection } = editor;
  const provider = 'vscode.executeCodeActionProvider';
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(provider, document.uri, selection, kind);
  if (actions.length === 0) {
    void vscode.window.showInformationMessage(`Go Architect: there is nothing to do here; ${advice}.`);
    return;
  }
  await vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'ifSingle' });
}
