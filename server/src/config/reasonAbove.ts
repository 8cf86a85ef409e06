/**
 * The reason for what is allowed, asked for where the next reader will look for it: in a comment of its own above the layer that is
 * changed.
 */
import { isMap } from 'yaml';
import { applyEdits, type TextEdit } from '../go/textEdit.ts';
import { pairOf, rangeOf } from './allowEdge.ts';
import { contentsOf } from './contents.ts';
import { reasonToWrite } from './rationale.ts';

/**
 * @param edit changes the layer `name`, or adds it
 * @param allowed what is allowed from now on, as a sentence without its end
 * @returns the edit and the comment, or the edit alone where the layer cannot be found afterwards
 */
export function withReason(text: string, edit: TextEdit, name: string, allowed: string): readonly TextEdit[] {
  const after = applyEdits(text, [edit]);
  const root = contentsOf(after);
  const layers = isMap(root) ? pairOf(root, 'layers')?.value : undefined;
  const key = isMap(layers) ? rangeOf(pairOf(layers, name)?.key)?.[0] : undefined;
  if (key === undefined) return [edit];
  const line = after.lastIndexOf('\n', key - 1) + 1;
  const [indent = ''] = /^[ \t]*/.exec(after.slice(line)) ?? [];
  const comment = `${indent}# ${allowed}: ${reasonToWrite}${text.includes('\r\n') ? '\r\n' : '\n'}`;
  if (line < edit.start) return [{ start: line, end: line, newText: comment }, edit];
  const at = line - edit.start;
  return [{ ...edit, newText: edit.newText.slice(0, at) + comment + edit.newText.slice(at) }];
}
