/**
 * What a selector in a text selects from, told from the characters before it: a receiver, a parameter, a package, a variable that is
 * declared once, and what is selected from those.
 *
 * It says what inference says of the same expression, or nothing. Of the functions that mention an `Execute` or a `Run` most call somebody
 * else's, and for those that need not be parsed.
 */
import type { FunctionFact } from '../../go/facts.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { ProjectFile } from '../../model/project.ts';
import { isNameCharacter, wordsIn } from './words.ts';

/** More variables than these are not followed to what they were declared as. */
const MAXIMUM_STEPS = 3;

/** @param at where the name begins that is selected */
export function operandBefore(file: ProjectFile, text: string, at: number): Symbolic | undefined {
  if (text[at - 1] !== '.') return undefined;
  const fact = functionAround(file.facts.declarations?.functions ?? [], at);
  return fact && new Operands(text, fact).before(at - 1, 0)?.symbolic;
}

function functionAround(functions: readonly FunctionFact[], at: number): FunctionFact | undefined {
  let low = 0;
  let high = functions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((functions[middle]?.declarationEnd ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const fact = functions[low];
  // The signature has no selectors but the packages of its types.
  return fact && fact.end <= at ? fact : undefined;
}

/** A name that is selected, or a call. */
type Step = string;
const CALL = '()';

interface Expression {
  readonly symbolic: Symbolic;
  readonly start: number;
}

class Operands {
  readonly #text: string;
  readonly #fact: FunctionFact;

  constructor(text: string, fact: FunctionFact) {
    this.#text = text;
    this.#fact = fact;
  }

  /** The expression that ends here. */
  before(end: number, depth: number): Expression | undefined {
    const steps: Step[] = [];
    let at = end;
    for (;;) {
      if (this.#text[at - 1] === ')') {
        at = this.#openingOf(at - 1);
        if (at < 0) return undefined;
        steps.push(CALL);
      }
      const nameEnd = at;
      while (isNameCharacter(this.#text.charCodeAt(at - 1))) at--;
      const name = this.#text.slice(at, nameEnd);
      if (!NAME.test(name)) return undefined;
      if (this.#text[at - 1] !== '.') {
        const base = this.#named(name, at, depth);
        return base === undefined ? undefined : { symbolic: selected(base, steps), start: at };
      }
      steps.push(name);
      at--;
    }
  }

  /** Where the parenthesis was opened that is closed here; -1 when the text between does not show it. */
  #openingOf(close: number): number {
    let depth = 0;
    for (let at = close; at > close - LONGEST_ARGUMENTS && at > this.#fact.end; at--) {
      switch (this.#text[at]) {
        case ')':
          depth++;
          break;
        case '(':
          if (--depth === 0) return at;
          break;
        case '"':
        case "'":
        case '`':
        case '/':
        case '\n':
          return -1;
      }
    }
    return -1;
  }

  /** What a name is worth that begins here. */
  #named(name: string, at: number, depth: number): Symbolic | undefined {
    const { receiver, typeParameters, parameters, results, end, declarationEnd } = this.#fact;
    if (typeParameters.length > 0 || receiver?.typeParameters) return undefined;
    const given = [...parameters, ...results].filter((each) => each.name === name);
    const isReceiver = receiver?.name === name;
    if (given.length + Number(isReceiver) > 1 || given[0]?.variadic) return undefined;
    const type = isReceiver ? `${receiver.pointer ? '*' : ''}${receiver.type}` : given[0]?.type;
    const declared = declarationsIn(this.#text, end, declarationEnd, name, type);
    if (declared === undefined) return undefined;
    const [first, second] = declared;
    if (first === undefined) return type === undefined ? name : ['type', type];
    if (second !== undefined || type !== undefined || depth >= MAXIMUM_STEPS) return undefined;
    return this.#declaredAt(first, name, at, depth);
  }

  /** `name := s.find()` and `name, err := s.find()`, on a line of its own, as long as the block lasts. */
  #declaredAt(start: number, name: string, used: number, depth: number): Symbolic | undefined {
    const text = this.#text;
    const lineEnd = text.indexOf('\n', start);
    if (lineEnd < 0 || lineEnd > used || !endsBlank(text, start)) return undefined;
    const found = SHORT_DECLARATION.exec(text.slice(start + name.length, lineEnd));
    if (!found || !isSameBlock(text, lineEnd, used)) return undefined;
    const value = this.before(lineEnd, depth + 1);
    // Nothing else may stand between, as in `x := <-ch` and `x := a + b`.
    if (value?.start !== start + name.length + found[0].length) return undefined;
    const { symbolic } = value;
    if (found[1] === undefined) return ['value', symbolic];
    return typeof symbolic !== 'string' && symbolic !== 0 && symbolic[0] === 'call'
      ? ['value', ['result', symbolic, 0]]
      : undefined;
  }
}

function selected(base: Symbolic, steps: readonly Step[]): Symbolic {
  let symbolic = base;
  for (const step of steps.toReversed()) symbolic = step === CALL ? ['call', symbolic, 0] : ['.', symbolic, step];
  return symbolic;
}

const LONGEST_ARGUMENTS = 300;
const NAME = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;
const SHORT_DECLARATION = /^(, [\p{L}_][\p{L}\p{Nd}_]*)? := /u;

/** Whether only blanks stand before on the line. */
function endsBlank(text: string, at: number): boolean {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
}

/** Whether the block that a place is in has not ended at another. */
function isSameBlock(text: string, from: number, to: number): boolean {
  let depth = 0;
  for (let at = from; at < to; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth < 0) return false;
  }
  return true;
}

/**
 * Where a text declares a name; undefined when that cannot be told.
 *
 * @param type what the name has anyway: a parameter of a literal that has the same is no other
 */
function declarationsIn(
  text: string,
  from: number,
  to: number,
  name: string,
  type: string | undefined,
): number[] | undefined {
  const body = text.slice(from, to);
  const declared: number[] = [];
  for (const at of wordsIn(body, name)) {
    if (body[at - 1] === '.') continue;
    const lineEnd = body.indexOf('\n', at);
    const after = body.slice(at + name.length, lineEnd < 0 ? undefined : lineEnd);
    if (type !== undefined && after.startsWith(` ${type}`) && /^[,)]/.test(after.slice(type.length + 1))) continue;
    if (/^\s*(?:,[^()]*)?:=/.test(after)) declared.push(from + at);
    else if (after.includes(':=') && /^\s*,/.test(after)) return undefined;
    else if (DECLARING.test(body.slice(Math.max(0, at - 200), at))) return undefined;
    // Another type follows, or a name that shares one: `func(a, b int)`.
    else if (/^[ \t]+(?:[\p{L}_*[(]|<-|\.\.\.)/u.test(after)) return undefined;
    else if (/^,/.test(after) && /func\([^()]*$/.test(body.slice(body.lastIndexOf('\n', at) + 1, at))) return undefined;
  }
  return declared;
}

/** `var x`, `a, x :=` (the names before), `type x`, `const x`. */
const DECLARING = /(?:^|[^\p{L}\p{Nd}_])(?:var|const|type|func)\s+(?:[\p{L}\p{Nd}_]+,\s*)*$/u;
