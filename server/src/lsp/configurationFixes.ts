/** What was meant, in place of what a configuration says: the quick fix of every "did you mean". */
import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import { TextPositions } from './convert.ts';
import { issueDiagnostic } from './diagnosticItems.ts';
import type { Session } from './session.ts';
import { workspaceEditOf } from './workspaceEdits.ts';

export function configurationFixes(path: string, { range, context }: CodeActionParams, session: Session): CodeAction[] {
  const issues = session.workspace.configurationIssuesOf(path);
  const text = issues.length === 0 ? undefined : session.workspace.text(path);
  const isAsked = context.only === undefined || context.only.includes(CodeActionKind.QuickFix);
  if (text === undefined || !isAsked) return [];
  const positions = new TextPositions(text);
  const start = positions.offset(range.start);
  const end = positions.offset(range.end);
  return issues.flatMap((issue): CodeAction[] => {
    const { replacement } = issue;
    if (!replacement || issue.start > end || issue.end < start) return [];
    const edits = [{ start: replacement.start, end: replacement.end, newText: replacement.text }];
    const edit = workspaceEditOf([{ kind: 'edit', path, edits }], session);
    if (!edit) return [];
    const diagnostics = [issueDiagnostic(issue, positions)];
    const title = `Change it to ${replacement.text}`;
    return [{ title, kind: CodeActionKind.QuickFix, diagnostics, isPreferred: true, edit }];
  });
}
