/** Changes of the engine as the protocol's workspace edits, bound to the versions of the documents they were made for. */
import {
  CreateFile,
  OptionalVersionedTextDocumentIdentifier,
  RenameFile,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileChange } from '../go/textEdit.ts';
import { TextPositions, uriOfPath } from './convert.ts';
import type { Session } from './session.ts';

export interface EditOptions {
  /** Shown in the preview that the editor asks the user to confirm; undefined applies at once. */
  readonly preview?: string | undefined;
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
      const edits = change.edits.map(({ start, end, newText }) => {
        const edit = { range: positions.range(start, end), newText };
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
