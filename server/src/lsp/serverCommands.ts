/** Commands that code actions carry: executed by the server, which asks the editor to show something. */
import { setTimeout as pause } from 'node:timers/promises';
import { reasonToWrite } from '../config/rationale.ts';
import type { ReasonPlace } from '../rules/rule.ts';
import { TextPositions, uriOfPath } from './convert.ts';
import { pageOf } from './pages.ts';
import type { Session } from './session.ts';

export const openPageCommand = 'goArchitect.server.openRulePage';

/** Shows the file of the fix that was resolved last, with the place selected where its reason is to be written. */
export const showReasonCommand = 'goArchitect.server.showReason';

export const serverCommands = [openPageCommand, showReasonCommand];

const reasonsAsked = new WeakMap<Session, ReasonPlace>();

/** Remembers where the reason of the fix belongs that is about to be applied. */
export function askForReason(session: Session, place: ReasonPlace): void {
  reasonsAsked.set(session, place);
}

export function registerCommands(session: Session): void {
  session.connection.onExecuteCommand(async ({ command, arguments: [argument] = [] }) => {
    if (command === showReasonCommand) await showReason(session);
    if (typeof argument !== 'string') return;
    if (command === openPageCommand) await openPage(argument, session);
  });
}

async function openPage(rule: string, session: Session): Promise<void> {
  const uri = pageOf(session, rule);
  if (uri !== undefined) await session.connection.window.showDocument({ uri, takeFocus: true });
}

/** How long the text of an edit may come after the command that follows it, and how often it is looked for, in milliseconds. */
const editComesWithin = 5000;
const lookEvery = 50;

/**
 * The edit was made before the command, but the editor tells of it on a way of its own: a configuration that was just created
 * may be heard of later. When the edit was not applied, or the reason is written already, nothing is shown.
 */
async function showReason(session: Session): Promise<void> {
  const { workspace, connection } = session;
  const asked = reasonsAsked.get(session);
  if (!asked) return;
  const { path, behind } = asked;
  for (let waited = 0; waited <= editComesWithin; waited += lookEvery) {
    const text = workspace.text(path);
    const found = text?.indexOf(behind + reasonToWrite) ?? -1;
    if (text !== undefined && found >= 0) {
      const start = found + behind.length;
      const selection = new TextPositions(text).range(start, start + reasonToWrite.length);
      await connection.window.showDocument({ uri: uriOfPath(path), takeFocus: true, selection });
      return;
    }
    await pause(lookEvery);
  }
}
