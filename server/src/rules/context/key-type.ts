/**
 * context/key-type: context.WithValue with a key of a predeclared type. Any other package can choose the same string, and then one
 * overwrites the other's value without either knowing.
 *
 * Reads of values are noted too, because a key can only be changed together with everything that reads it; where another package
 * uses the same key, no fix is offered.
 */
import { unquoteGoString } from '../../go/goString.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { childByField, endOf, kindOf, namedChildren, startOf, textOf } from '../../go/tree.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt, isCallOf } from '../support/contextInScope.ts';
import { keyTypeOffers } from './createKeyType.ts';

/** A key that is written or read; offsets are those of the key. */
export interface KeyUse {
  readonly start: number;
  readonly end: number;
  readonly reads: boolean;
  /** The value of a string literal. */
  readonly literal?: string;
  readonly key: Symbolic;
  /** Of a write, what is stored; of a read, the call. */
  readonly value: Symbolic;
  readonly function: string;
}

export const keyType = defineRule<KeyUse, Record<never, never>>({
  meta: {
    id: 'context/key-type',
    title: 'Keys of context values have a type of their own',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    defaults: {},
    honours: ['staticcheck', 'SA1029', 'revive', 'context-keys-type'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['WithValue', 'Value'] }],
  observe(call, view) {
    const { tree } = view;
    const given = namedChildren(tree, childByField(tree, call, Field.arguments));
    const writes = given.length === 3 && isCallOf(view, call, 'context', ['WithValue']);
    const key = writes ? given[1] : given.length === 1 && view.calleeName(call) === 'Value' ? given[0] : undefined;
    const value = given[2];
    if (key === undefined) return undefined;
    const kind = kindOf(tree, key);
    const isLiteral = kind === Kind.interpreted_string_literal || kind === Kind.raw_string_literal;
    if (!writes && !isLiteral) return undefined;
    const literal = isLiteral ? unquoteGoString(textOf(tree, key)) : undefined;
    return {
      start: startOf(tree, key),
      end: endOf(tree, key),
      reads: !writes,
      ...(literal === undefined ? {} : { literal }),
      key: view.typeOf(key),
      value: value === undefined ? view.callee(call) : view.typeOf(value),
      function: functionNameAt(view, call),
    };
  },
  judge({ start, end, reads, literal, key, function: name }, { project, file }) {
    // A test puts in what the code it tests looks for; that is where the key has to change.
    if (file.isTest) return undefined;
    if (reads) return undefined;
    const type = project.types.typeOf(key, file);
    if (type.kind !== 'basic') return undefined;
    const shown = type.name.replace(/^untyped /, '');
    return {
      message: `A key of type ${shown} can meet another package's: give it a type of its own.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${name} ${literal ?? ''}`,
      ...(literal === undefined ? {} : { data: literal }),
    };
  },
  fixes: (finding, context) => (typeof finding.data === 'string' ? keyTypeOffers(finding.data, finding, context) : []),
});
