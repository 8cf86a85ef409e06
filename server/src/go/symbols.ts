/**
 * Symbolic expressions: what one file says about the value of an expression, written down so that it can be worked out later,
 * when the other files are known.
 *
 * `user, err := s.repo.Find(ctx, id)` inside a method of `*Service` gives for `err`
 *
 *     ['value', ['result', ['call', ['.', ['.', ['type', '*Service'], 'repo'], 'Find'], 0], 1]]
 *
 * They are plain data, small and bounded in size, because rules keep them in observations: local variables are already
 * replaced by what they were declared as, names that are not local are left as they are. `model/types.ts` works them out.
 */

/** `0` is unknown. A string is a name that is not local: declared by the package, imported, or predeclared. */
export type Symbolic = 0 | string | SymbolicNode;

export type SymbolicNode =
  /** A value of a type as written in the file. */
  | readonly ['type', string, Locals?]
  /** The type itself, where an expression may be one: the operand of a conversion, an argument of `make`. */
  | readonly ['typeName', string, Locals?]
  /** A function literal, as the type it has. */
  | readonly ['literal', string, Locals?]
  | readonly ['.', Symbolic, string]
  /** Arguments are 0 where they cannot matter for the result; the last is 1 when it is spread (`args...`). */
  | readonly ['call', Symbolic, readonly Symbolic[] | 0, 1?]
  /** An index expression or an instantiation with one type argument; the index is 0 where it cannot matter. */
  | readonly ['[]', Symbolic, Symbolic]
  /** An instantiation with type arguments that can be nothing else. */
  | readonly ['instance', Symbolic, readonly Symbolic[]]
  | readonly ['[:]', Symbolic]
  | readonly ['*', Symbolic]
  | readonly ['&', Symbolic]
  | readonly ['<-', Symbolic]
  /** A unary operator that keeps the type. */
  | readonly ['unary', Symbolic]
  | readonly ['binary', string, Symbolic, Symbolic]
  /** One of the results of a call that has several. */
  | readonly ['result', Symbolic, number]
  /** Key and value of what is ranged over. */
  | readonly ['key', Symbolic]
  | readonly ['element', Symbolic]
  /** What a variable has that is initialised so: never a function's name, never an untyped constant. */
  | readonly ['value', Symbolic]
  /** An untyped constant; of whole numbers in range with its digits. */
  | readonly ['constant', 'bool' | 'int' | 'rune' | 'float' | 'complex' | 'string' | 'nil', string?];

/** Names inside a type text that mean something local. */
export type Locals = { readonly [name: string]: LocalMeaning };

/** A type declared inside a function, by the offset of its name; or a type parameter. */
export type LocalMeaning =
  | number
  /** The constraint as written. */
  | string
  /** A type parameter of a method's receiver: the generic type and the parameter's index. */
  | readonly [type: string, index: number];
