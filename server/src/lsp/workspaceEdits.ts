/** Changes of the engine as the protocol's workspace edits, bound to the versions of the documents they were made for. */
import {
  CreateFile,
  OptionalVersionedTextDocumentIdentifier,
  RenameFile,
  type SnippetTextEdit,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileChange, TextEdit } from '../go/textEdit.ts';
import type { RefactoringChange } from '../refactor/refactoring.ts';
import { TextPositions, uriOfPath } from './convert.ts';
import type { Session } from './session.ts';

export interface EditOptions {
  /** Shown in the preview that the editor asks the user to confirm; undefined applies at once. */
  readonly preview?: string | undefined;
  /** Text of an edit that is selected afterwards, where the editor can; a preview selects nothing. */
  readonly select?: RefactoringChange['select'] | undefined;
}

/** Undefined when a file that is to be edited cannot be read any more. */
export function workspaceEditOf(
  changes: readonly FileChange[],
  session: Session,
  options: EditOptions = {},
): WorkspaceEdit | undefined {
  const { workspace, capabilities } = session;
  const annotates = options.preview !== undefined && capabilities.workspace?.workspaceEdit?.changeAnnotationSupport;
  const annotationId = annotates ? 'go-architect' : undefined;
  const documentChanges: NonNullable<WorkspaceEdit['documentChanges']> = [];
  for (const change of changes) {
    const uri = uriOfPath(change.path);
    if (change.kind === 'create') {
      documentChanges.push(CreateFile.create(uri, { overwrite: false }, annotationId));
      const start = { line: 0, character: 0 };
      const edit = { range: { start, end: start }, newText: change.content };
      documentChanges.push(
        TextDocumentEdit.create(OptionalVersionedTextDocumentIdentifier.create(uri, null), [
          annotationId === undefined ? edit : { ...edit, annotationId },
        ]),
      );
    } else if (change.kind === 'rename') {
      documentChanges.push(RenameFile.create(uri, uriOfPath(change.newPath), { overwrite: false }, annotationId));
    } else {
      const text = workspace.text(change.path);
      if (text === undefined) return undefined;
      const positions = new TextPositions(text);
      const version = workspace.document(change.path)?.version ?? null;
      const selects = annotationId === undefined && capabilities.workspace?.workspaceEdit?.snippetEditSupport;
      const edits = change.edits.map((each) => {
        if (selects && each === options.select?.edit) return selecting(each, options.select, positions);
        const edit = { range: positions.range(each.start, each.end), newText: each.newText };
        return annotationId === undefined ? edit : { ...edit, annotationId };
      });
      documentChanges.push(
        TextDocumentEdit.create(OptionalVersionedTextDocumentIdentifier.create(uri, version), edits),
      );
    }
  }
  return {
    documentChanges,
    ...(annotationId === undefined
      ? {}
      : { changeAnnotations: { [annotationId]: { label: options.preview ?? '', needsConfirmation: true } } }),
  };
}

/** The edit as a snippet whose only placeholder is the text to type over. */
function selecting(
  edit: TextEdit,
  { start, end }: { readonly start: number; readonly end: number },
  positions: TextPositions,
): SnippetTextEdit {
  const { newText } = edit;
  const literal = (text: string) => text.replace(/[\\$}]/g, '\\$&');
  const value = `${literal(newText.slice(0, start))}\${1:${literal(newText.slice(start, end))}}${literal(newText.slice(end))}$0`;
  return { range: positions.range(edit.start, edit.end), snippet: { kind: 'snippet', value } };
}
