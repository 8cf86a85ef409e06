/** Completion and go-to-definition, handed to whoever knows the kind of file. */

import { completeConfiguration, definitionInConfiguration, isConfiguration } from './configurationHelp.ts';
import { pathOfUri } from './convert.ts';
import { fenced, type Session } from './session.ts';
import { completeSnippets } from './snippetCompletion.ts';

/** Characters after which the editor asks by itself: the beginnings of values and lists in YAML. */
export const completionTriggers = ['"', "'", '[', ',', '/', ' '];

export function registerCompletion(session: Session): void {
  const { connection, log } = session;
  connection.onCompletion(({ textDocument, position }) =>
    fenced(log, 'completion', [], () => {
      const path = pathOfUri(textDocument.uri);
      if (path === undefined) return [];
      return isConfiguration(path)
        ? completeConfiguration(path, position, session)
        : completeSnippets(path, position, session);
    }),
  );
  connection.onDefinition(({ textDocument, position }) =>
    fenced(log, 'definition', [], () => {
      const path = pathOfUri(textDocument.uri);
      return path !== undefined && isConfiguration(path) ? definitionInConfiguration(path, position, session) : [];
    }),
  );
}
