/**
 * Refactorings as code actions: listed when the user asks, computed when one is chosen.
 *
 * Editors ask for actions at every move of the cursor; refactorings answer only an explicit request. What a change leaves out
 * is shown before anything is applied, where the editor can ask a question.
 */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  LSPErrorCodes,
  type MessageActionItem,
  MessageType,
  ResponseError,
  ShowMessageRequest,
} from 'vscode-languageserver';
import * as z from 'zod/mini';
import { SourceView } from '../go/sourceView.ts';
import {
  Cancelled,
  isRefusal,
  type Proposal,
  type Refactoring,
  type RefactoringChange,
  type RefactoringControl,
  type RefactoringPlace,
  refactoringKinds,
} from '../refactor/refactoring.ts';
import { refactorings } from '../refactor/registry.ts';
import { TextPositions } from './convert.ts';
import type { Session } from './session.ts';
import { workspaceEditOf } from './workspaceEdits.ts';

/** What an action carries so that its change can be computed later. */
const proposalData = z.object({
  refactoring: z.string(),
  proposal: z.string(),
  path: z.string(),
  version: z.nullable(z.number()),
  start: z.number(),
  end: z.number(),
});

const APPLY = 'Apply';

export function proposalsFor(path: string, { range, context }: CodeActionParams, session: Session): CodeAction[] {
  const { only, triggerKind } = context;
  const wanted = refactoringKinds.filter((kind) =>
    only === undefined
      ? triggerKind === CodeActionTriggerKind.Invoked
      : only.some((each) => each !== CodeActionKind.Empty && (kind === each || kind.startsWith(`${each}.`))),
  );
  if (wanted.length === 0) return [];
  const { workspace } = session;
  const text = workspace.text(path);
  if (text === undefined) return [];
  const positions = new TextPositions(text);
  const start = positions.offset(range.start);
  const end = positions.offset(range.end);
  const place = placeOf(path, start, end, session);
  if (!place) return [];
  const version = workspace.document(path)?.version ?? null;
  const asked = refactorings().filter(({ kind }) => wanted.includes(kind));
  return asked.flatMap((refactoring) =>
    proposalsOf(refactoring, place, session).map((proposal) => ({
      title: proposal.title,
      kind: refactoring.kind,
      data: { refactoring: refactoring.id, proposal: proposal.id, path, version, start, end },
    })),
  );
}

export async function resolveProposal(
  action: CodeAction,
  token: CancellationToken,
  session: Session,
): Promise<CodeAction> {
  const data = proposalData.safeParse(action.data);
  if (!data.success) return action;
  const { refactoring: id, proposal: proposalId, path, version, start, end } = data.data;
  const { workspace } = session;
  const refactoring = refactorings().find((each) => each.id === id);
  const place = placeOf(path, start, end, session);
  const proposal =
    refactoring && place && proposalsOf(refactoring, place, session).find((each) => each.id === proposalId);
  if (!proposal || (workspace.document(path)?.version ?? null) !== version) return disabled(action, STALE);
  const generation = workspace.project.generation;
  const outcome = await withProgress(proposal, token, session);
  if (isRefusal(outcome)) {
    session.connection.window.showWarningMessage(outcome.refused);
    return disabled(action, outcome.refused);
  }
  if (!(await confirmed(action.title, outcome, session))) return disabled(action, 'Not applied.');
  if (workspace.project.generation !== generation) return disabled(action, STALE);
  const edit = workspaceEditOf(outcome.changes, session, {
    preview: proposal.preview ? action.title : undefined,
    select: outcome.select,
  });
  return edit ? { ...action, edit } : disabled(action, STALE);
}

const STALE = 'The code has changed since; ask again.';

/** An action that has nothing to apply; the reason is what editors show. */
function disabled(action: CodeAction, reason: string): CodeAction {
  return { ...action, disabled: { reason } };
}

function placeOf(path: string, start: number, end: number, { workspace }: Session): RefactoringPlace | undefined {
  const { project } = workspace;
  const file = project.files.get(path);
  const tree = workspace.tree(path);
  if (!file || !tree) return undefined;
  return { project, file, view: new SourceView(tree, file.facts.header), start, end, sources: workspace };
}

/** One that throws is logged; the others are still offered. */
function proposalsOf(refactoring: Refactoring, place: RefactoringPlace, { log }: Session): readonly Proposal[] {
  try {
    return refactoring.proposals(place);
  } catch (error) {
    log.error(`refactoring ${refactoring.id} failed on ${place.file.path}`, error);
    return [];
  }
}

/** Progress appears as soon as the refactoring has something to report, so that quick ones show none. */
async function withProgress(proposal: Proposal, token: CancellationToken, session: Session) {
  const { connection, capabilities } = session;
  let progress: ReturnType<typeof connection.window.createWorkDoneProgress> | undefined;
  let cancelled = false;
  const control: RefactoringControl = {
    report: (message, done, total) => {
      if (!capabilities.window?.workDoneProgress) return;
      const percentage = done === undefined || !total ? undefined : Math.round((100 * done) / total);
      if (!progress) {
        progress = connection.window.createWorkDoneProgress();
        void progress.then((shown) => {
          shown.begin(proposal.title, percentage, message, true);
          shown.token.onCancellationRequested(() => {
            cancelled = true;
          });
        });
      } else if (percentage === undefined) void progress.then((shown) => shown.report(message));
      else void progress.then((shown) => shown.report(percentage, message));
    },
    pause: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (cancelled || token.isCancellationRequested) throw new Cancelled();
    },
  };
  try {
    return await proposal.run(control);
  } catch (error) {
    if (error instanceof Cancelled) throw new ResponseError(LSPErrorCodes.RequestCancelled, error.message);
    throw error;
  } finally {
    void progress?.then((shown) => shown.done());
  }
}

/** Whether the user, having read what the change leaves out, wants it. Editors that cannot ask show it beside the change. */
async function confirmed(title: string, { notes = [] }: RefactoringChange, session: Session): Promise<boolean> {
  if (notes.length === 0) return true;
  const message = [`${title}. Before it is applied:`, ...notes.map((note) => `• ${note}`)].join('\n');
  if (!session.capabilities.window?.showMessage) {
    session.connection.window.showWarningMessage(message);
    return true;
  }
  const answer = await session.connection.sendRequest<MessageActionItem | null>(ShowMessageRequest.method, {
    type: MessageType.Warning,
    message,
    actions: [{ title: APPLY }, { title: 'Cancel' }],
  });
  return answer?.title === APPLY;
}
