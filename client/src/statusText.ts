/**
 * Puts the state of the server into the few words of the language status item.
 *
 * Separate from status.ts, which owns the item, so that the wording can be tested without an editor.
 */
import type { ExplainFileRequest, StatusNotification } from '../../server/src/protocol.ts';

/** The life of the server as the user sees it. */
export type ServerState =
  /** Switched off in the settings. */
  | { readonly kind: 'disabled' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** Ended and not started again; `reason` is a sentence for people. */
  | { readonly kind: 'stopped'; readonly reason: string };

export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly busy: boolean;
}

/** What is known about the file in the active editor; `undefined` while it is not known or no Go file is active. */
export type ActiveFile = ExplainFileRequest.Result | undefined;

export function describeStatus(
  server: ServerState,
  status: StatusNotification.Params | undefined,
  activeFile: ActiveFile,
): StatusView {
  switch (server.kind) {
    case 'disabled':
      return calm('Go Architect is off', 'switched off by the setting goArchitect.enable');
    case 'stopped':
      return { text: 'Go Architect stopped', detail: server.reason, severity: 'error', busy: false };
    case 'starting':
      return { ...calm('Go Architect is starting', ''), busy: true };
    case 'running':
      return status === undefined
        ? { ...calm('Go Architect is starting', ''), busy: true }
        : describeRunning(status, activeFile);
  }
}

function describeRunning(status: StatusNotification.Params, activeFile: ActiveFile): StatusView {
  const [problem] = status.problems;
  if (problem !== undefined) {
    const more = status.problems.length - 1;
    return {
      text: problem,
      detail: more === 0 ? '' : `and ${count(more, 'more problem')}`,
      severity: 'warning',
      busy: status.indexing,
    };
  }
  if (status.modules === 0 && !status.indexing) return calm('No Go module here', 'no go.mod in this workspace');
  const facts = [
    ...layerOfActiveFile(activeFile),
    layoutOrigin(status.layout),
    count(status.files, 'file'),
    count(status.findings, 'finding'),
  ];
  return {
    text: layoutName(status.layout),
    detail: facts.filter((fact) => fact !== '').join(' · '),
    severity: 'information',
    busy: status.indexing,
  };
}

function layoutName(layout: StatusNotification.Layout): string {
  return layout.source === 'none' ? 'No layout recognised' : `${layout.name} layout`;
}

function layoutOrigin(layout: StatusNotification.Layout): string {
  switch (layout.source) {
    case 'config':
      return 'from the configuration';
    case 'detected':
      return [
        `detected, ${Math.round(layout.confidence * 100)} % sure`,
        ...(layout.remarks.length > 0
          ? [`${count(layout.remarks.length, 'exception')} (see Explain This File's Layer)`]
          : []),
      ].join(', ');
    case 'none':
      return '';
  }
}

function layerOfActiveFile(activeFile: ActiveFile): readonly string[] {
  if (activeFile === undefined || activeFile === null) return [];
  return [activeFile.layer === null ? 'this file is in no layer' : `this file: ${activeFile.layer.name}`];
}

function calm(text: string, detail: string): StatusView {
  return { text, detail, severity: 'information', busy: false };
}

/** "1 file", "3 files". */
export function count(amount: number, singular: string): string {
  return `${amount.toLocaleString('en-US')} ${singular}${amount === 1 ? '' : 's'}`;
}
