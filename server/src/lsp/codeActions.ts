/**
 * Quick fixes of findings.
 *
 * The list is made of titles; edits are computed when the editor resolves the one that was chosen, and only if the document
 * is still the one the list was made for.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  ResponseError,
  type SnippetTextEdit,
} from 'vscode-languageserver';
import * as z from 'zod/mini';
import { reasonPrompt } from '../go/suppressions.ts';
import type { FileChange } from '../go/textEdit.ts';
import { refactoringKinds } from '../refactor/refactoring.ts';
import { countFixable } from '../rules/fixAll.ts';
import type { Finding } from '../rules/rule.ts';
import { addSuppression } from '../rules/suppression/add.ts';
import { fixedFile } from '../workspace/fixRounds.ts';
import { configurationFixes } from './configurationFixes.ts';
import { diagnosticOf, TextPositions, uriOfPath } from './convert.ts';
import { actionsOnPeers } from './goplsFixes.ts';
import { pageOf } from './pages.ts';
import { documentPath, rangeOf } from './parameters.ts';
import { proposalsFor, resolveProposal } from './refactorings.ts';
import { askForReason, openPageCommand, showReasonCommand } from './serverCommands.ts';
import { fenced, type Session } from './session.ts';
import { workspaceEditOf } from './workspaceEdits.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.goArchitect`;

export const codeActionKinds = [CodeActionKind.QuickFix, fixAllKind, ...refactoringKinds];

/** What an action carries so that its edits can be computed later; `version` is null for files that are not open. */
const actionData = z.object({
  path: z.string(),
  version: z.nullable(z.number()),
  rule: z.string(),
  start: z.number(),
  key: z.string(),
  offer: z.string(),
  /** `one`: this finding; `file`: every finding of the rule in the file; `project`: in every file. */
  reach: z.enum(['one', 'file', 'project']),
});
type ActionData = z.infer<typeof actionData>;

const SUPPRESS = 'suppress';
const BASELINE = 'baseline';

export function registerCodeActions(session: Session): void {
  const { connection, log } = session;
  connection.onCodeAction((params) =>
    fenced(log, 'code actions', [], () => {
      const path = documentPath(params);
      rangeOf(params);
      return path === undefined
        ? []
        : [
            ...configurationFixes(path, params, session),
            ...actionsFor(path, params, session),
            ...actionsOnPeers(path, params, session),
            ...proposalsFor(path, params, session),
          ];
    }),
  );
  connection.onCodeActionResolve(async (action, token) => {
    try {
      const data = actionData.safeParse(action.data);
      return data.success ? resolve(action, data.data, session) : await resolveProposal(action, token, session);
    } catch (error) {
      // Given up, which is no failure: the answer says so.
      if (error instanceof ResponseError) throw error;
      log.error(`code action "${action.title}" failed`, error);
      return action;
    }
  });
}

function actionsFor(path: string, { range, context }: CodeActionParams, session: Session): CodeAction[] {
  const { workspace } = session;
  const findings = findingsOf(path, session);
  const text = workspace.text(path);
  if (!findings || text === undefined) return [];
  const wants = (kind: string) =>
    context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (context.only !== undefined && wants(fixAllKind)) {
    const changes = fixAllInFile(() => findingsOf(path, session) ?? [], path, session);
    const edit = changes.length === 0 ? undefined : workspaceEditOf(changes, session);
    if (edit) actions.push({ title: 'Fix all Go Architect findings that have a safe fix', kind: fixAllKind, edit });
  }
  if (!wants(CodeActionKind.QuickFix)) return actions;
  const positions = new TextPositions(text);
  const start = positions.offset(range.start);
  const end = positions.offset(range.end);
  const version = workspace.document(path)?.version ?? null;
  const shows = session.capabilities.window?.showDocument?.support === true;
  for (const finding of findings) {
    if (finding.start > end || finding.end < start) continue;
    const diagnostic = diagnosticOf(finding, {
      positions,
      pageOf: (rule) => pageOf(session, rule),
      textOf: () => undefined,
    });
    const data = { path, version, rule: finding.rule, start: finding.start, key: finding.key };
    const common = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
    const moves: CodeAction[] = [];
    for (const offer of workspace.fixes(finding)) {
      // What changes most comes last, unless there is nothing else to do.
      (offer.id.startsWith('move') ? moves : actions).push({
        ...common,
        title: offer.title,
        isPreferred: offer.preferred ?? false,
        data: { ...data, offer: offer.id, reach: 'one' },
        ...(shows && offer.reasonIn !== undefined ? { command: writingReason } : {}),
      });
      if (!offer.preferred || !offer.safe) continue;
      const inFile = fixableInFile(findings, finding, offer.id, session);
      if (inFile > 1) {
        actions.push({
          ...common,
          title: `${offer.title}: all ${inFile} of ${finding.rule} in this file`,
          data: { ...data, offer: offer.id, reach: 'file' },
        });
      }
      actions.push({
        ...common,
        title: `${offer.title}: all of ${finding.rule} in the workspace`,
        data: { ...data, offer: offer.id, reach: 'project' },
      });
    }
    if (path.endsWith('.go') && !finding.rule.startsWith('suppression/')) {
      actions.push({
        ...common,
        title: `Suppress ${finding.rule} here, with a reason`,
        data: { ...data, offer: SUPPRESS, reach: 'one' },
      });
    }
    const addition = workspace.baselineAddition(finding);
    if (addition) {
      const others = addition.alike > 1 ? `, with ${addition.alike - 1} like it in the package` : '';
      actions.push({
        ...common,
        title: `Add this finding to the baseline${others}`,
        data: { ...data, offer: BASELINE, reach: 'one' },
      });
    }
    actions.push(...moves);
    const page = pageOf(session, finding.rule);
    if (page !== undefined && shows) {
      actions.push({
        ...common,
        title: `Open the page of ${finding.rule}`,
        command: { title: 'Open page', command: openPageCommand, arguments: [finding.rule] },
      });
    }
  }
  return actions;
}

/**
 * Runs once the edit is made: the reason it asks for is selected, to be typed over. Without arguments, because an editor may forget
 * those of an action whose list it has closed while the edit was made.
 */
const writingReason: Command = { title: 'Write the reason', command: showReasonCommand };

/** Of a Go file, or of another that findings lie in, such as a configuration. */
function findingsOf(path: string, { workspace }: Session): readonly Finding[] | undefined {
  return workspace.verdict(path)?.findings ?? workspace.findingsOutsideGo().get(path);
}

function resolve(action: CodeAction, data: ActionData, session: Session): CodeAction {
  const { workspace } = session;
  if ((workspace.document(data.path)?.version ?? null) !== data.version) return stale(action);
  const finding = findingsOf(data.path, session)?.find(
    (candidate) => candidate.rule === data.rule && candidate.start === data.start && candidate.key === data.key,
  );
  if (!finding) return stale(action);
  if (data.offer === SUPPRESS) return suppressing(action, finding, session);
  if (data.offer === BASELINE) {
    const addition = workspace.baselineAddition(finding);
    return addition ? withEdit(action, [addition.change], session, undefined) : stale(action);
  }
  if (data.reach === 'one') {
    const offer = workspace.fixes(finding).find((candidate) => candidate.id === data.offer);
    if (!offer) return stale(action);
    const changes = offer.changes();
    if (offer.reasonIn) askForReason(session, offer.reasonIn);
    // A confirmation starts with every box unticked: three clicks, which one file that undo restores is not worth.
    const confirms = offer.preview && !offer.safe && changes.length > 1;
    return withEdit(action, changes, session, confirms ? action.title : undefined);
  }
  const paths = data.reach === 'file' ? [data.path] : [...workspace.project.files.keys()];
  const changes = paths.flatMap((path) => {
    const ofRule = () => workspace.verdict(path)?.findings.filter((other) => other.rule === data.rule) ?? [];
    return fixAllInFile(ofRule, path, session, data.offer);
  });
  return withEdit(action, changes, session, paths.length > 1 ? action.title : undefined);
}

function withEdit(
  action: CodeAction,
  changes: readonly FileChange[],
  session: Session,
  preview: string | undefined,
): CodeAction {
  const edit = workspaceEditOf(changes, session, { preview });
  return edit ? { ...action, edit } : stale(action);
}

/** An action whose time has passed: chosen, it does nothing, and the editor asks for a new list at the next keystroke. */
export function stale(action: CodeAction): CodeAction {
  return { ...action, disabled: { reason: 'The document has changed since; ask again.' } };
}

/** Of the findings of a rule in a file, those that the fix of all of them mends. */
function fixableInFile(
  findings: readonly Finding[],
  { rule, path }: Finding,
  offer: string,
  { workspace }: Session,
): number {
  return countFixable(
    findings.filter((other) => other.rule === rule),
    { offersOf: (other) => workspace.fixes(other), mayChange: (changed) => changed === path, offer },
  );
}

/** Safe changes of one Go file, until none is left to make. Offers that touch other files are left out. */
function fixAllInFile(
  findings: () => readonly Finding[],
  path: string,
  { workspace }: Session,
  offer?: string,
): FileChange[] {
  const { files } = fixedFile(workspace, path, { findings, offer });
  return files.map(({ edits }) => ({ kind: 'edit', path, edits }));
}

/** Where the editor can, the reason is a placeholder to type over; elsewhere it is left empty, and asked for until written. */
function suppressing(action: CodeAction, finding: Finding, session: Session): CodeAction {
  const text = session.workspace.text(finding.path);
  if (text === undefined) return stale(action);
  if (!session.capabilities.workspace?.workspaceEdit?.snippetEditSupport) {
    return withEdit(
      action,
      [{ kind: 'edit', path: finding.path, edits: [addSuppression(text, finding, '')] }],
      session,
      undefined,
    );
  }
  const edit = addSuppression(text, finding, `\${1:${reasonPrompt}}`);
  const position = new TextPositions(text).position(edit.start);
  const snippet: SnippetTextEdit = {
    range: { start: position, end: position },
    snippet: { kind: 'snippet', value: edit.newText },
  };
  const version = session.workspace.document(finding.path)?.version ?? null;
  return {
    ...action,
    edit: { documentChanges: [{ textDocument: { uri: uriOfPath(finding.path), version }, edits: [snippet] }] },
  };
}
