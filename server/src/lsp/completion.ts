/** Completion and go-to-definition, handed to whoever knows the kind of file. */

import { completeConfiguration, definitionInConfiguration, isConfiguration } from './configurationHelp.ts';
import { documentPath, positionOf } from './parameters.ts';
import { fenced, type Session } from './session.ts';
import { completeSnippets } from './snippetCompletion.ts';

/** Characters after which the editor asks by itself: the beginnings of values and lists in YAML. */
export const completionTriggers = ['"', "'", '[', ',', '/', ' '];

export function registerCompletion(session: Session): void {
  const { connection, log } = session;
  connection.onCompletion((params) =>
    fenced(log, 'completion', [], () => {
      const path = documentPath(params);
      const position = positionOf(params);
      if (path === undefined) return [];
      return isConfiguration(path)
        ? completeConfiguration(path, position, session)
        : completeSnippets(path, position, session);
    }),
  );
  connection.onDefinition((params) =>
    fenced(log, 'definition', [], () => {
      const path = documentPath(params);
      const position = positionOf(params);
      return path !== undefined && isConfiguration(path) ? definitionInConfiguration(path, position, session) : [];
    }),
  );
}
