/** The edit that silences a finding with a comment of ours on the line above it. */
import type { TextEdit } from '../../go/textEdit.ts';
import type { Finding } from '../rule.ts';

/**
 * `reason` stands behind the dashes; an empty one leaves the comment without effect until somebody writes a reason, which is
 * then asked for by `suppression/invalid`.
 */
export function addSuppression(text: string, finding: Finding, reason: string): TextEdit {
  const lineStart = text.lastIndexOf('\n', finding.start - 1) + 1;
  const line = text.slice(lineStart, finding.start);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const newline = text.slice(0, lineStart).endsWith('\r\n') ? '\r\n' : '\n';
  return {
    start: lineStart,
    end: lineStart,
    newText: `${indent}//architect:ignore ${finding.rule} -- ${reason}${newline}`,
  };
}
