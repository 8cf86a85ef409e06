/**
 * What a request must say, looked at before it is answered: clients of other editors and scripts speak to the server as well, and one
 * that leaves something out is told so (InvalidParams) and not of an internal error.
 */
import { ErrorCodes, type Position, type Range, ResponseError } from 'vscode-languageserver';
import { pathOfUri } from './convert.ts';

/** The file a request is about; undefined when it is none of this disk. */
export function documentPath(params: unknown): string | undefined {
  const uri = field(field(params, 'textDocument'), 'uri');
  if (typeof uri !== 'string') throw missing('textDocument.uri');
  return pathOfUri(uri);
}

export function positionOf(params: unknown): Position {
  return position(field(params, 'position'), 'position');
}

export function rangeOf(params: unknown): Range {
  const range = field(params, 'range');
  return { start: position(field(range, 'start'), 'range.start'), end: position(field(range, 'end'), 'range.end') };
}

function position(value: unknown, name: string): Position {
  const [line, character] = [field(value, 'line'), field(value, 'character')];
  if (typeof line !== 'number' || typeof character !== 'number') throw missing(name);
  return { line, character };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function missing(name: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `The request has no valid ${name}.`);
}
