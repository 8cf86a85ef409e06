/**
 * The lists of a canonical signature (`[T any](ctx context.Context, list ...T) (n int, err error)`), with types as strings.
 *
 * Declarations are looked up far more often than their types are taken apart, so this only finds where one type ends and
 * the next begins; typeString.ts reads the types themselves. The text must be canonical: nothing is checked.
 */
import type { ParameterFact } from '../go/facts.ts';

export interface SignatureLists {
  readonly typeParameters: readonly ParameterFact[];
  readonly parameters: readonly ParameterFact[];
  readonly results: readonly ParameterFact[];
}

/** Splits what follows the word `func`. */
export function splitSignature(text: string): SignatureLists {
  let position = 0;
  let typeParameters: readonly ParameterFact[] = [];
  if (text[0] === '[') {
    position = closingBracket(text, 0);
    typeParameters = splitTypeParameters(text.slice(0, position));
  }
  const end = closingBracket(text, position);
  const parameters = splitList(text, position, end).map(parameterFact);
  const results = text.slice(end + 1);
  if (results === '') return { typeParameters, parameters, results: [] };
  if (results[0] !== '(') return { typeParameters, parameters, results: [{ name: '', type: results }] };
  return { typeParameters, parameters, results: splitList(results, 0, results.length).map(parameterFact) };
}

/** Splits `[K comparable, V any]`. */
export function splitTypeParameters(text: string): readonly ParameterFact[] {
  return splitList(text, 0, text.length).map((item) => {
    const space = item.indexOf(' ');
    return { name: item.slice(0, space), type: item.slice(space + 1) };
  });
}

/** Offset behind the bracket that closes the one at `start`. */
export function closingBracket(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const step = bracketStep(text.charCodeAt(i));
    depth += step;
    if (step < 0 && depth === 0) return i + 1;
  }
  return text.length;
}

/** The members of the bracketed list from `start` to `end`, both brackets included. */
function splitList(text: string, start: number, end: number): string[] {
  const members: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = from; i < end - 1; i++) {
    const code = text.charCodeAt(i);
    if (code === COMMA && depth === 0) {
      members.push(text.slice(from, i));
      from = i + 2;
    }
    depth += bracketStep(code);
  }
  if (from < end - 1) members.push(text.slice(from, end - 1));
  return members;
}

const COMMA = ','.charCodeAt(0);

function bracketStep(code: number): number {
  switch (code) {
    case 0x28: // (
    case 0x5b: // [
    case 0x7b: // {
      return 1;
    case 0x29: // )
    case 0x5d: // ]
    case 0x7d: // }
      return -1;
    default:
      return 0;
  }
}

/** A name is one word before a space that no type begins with. */
const NAME = /^(?!chan |invalid type)([\p{L}_][\p{L}\p{Nd}_]*) /u;

function parameterFact(text: string): ParameterFact {
  const name = NAME.exec(text)?.[1] ?? '';
  const type = name === '' ? text : text.slice(name.length + 1);
  return type.startsWith('...') ? { name, type: type.slice(3), variadic: true } : { name, type };
}
