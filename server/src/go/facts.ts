/**
 * What one Go file says, as plain data.
 *
 * Facts are everything the rest of the engine knows of a file once its tree is gone: they are cached by content, cross
 * worker boundaries by structured clone, and name no absolute path, so the same content has the same facts anywhere.
 * Types stand here as written (`*sql.DB`, comments and white space removed); what a name in them means is decided when
 * files are linked into a project, because it depends on files this one does not show.
 *
 * Ranges are UTF-16 offsets.
 */
import type { GoHeader } from './imports.ts';
import type { Suppression } from './suppressions.ts';
import type { Locals, Symbolic } from './symbols.ts';

export interface FileFacts {
  /** Package clause, imports, build constraint, generated marker. */
  readonly header: GoHeader;
  /** Comments that silence findings, with the text they cover. */
  readonly suppressions: readonly SuppressionFact[];
  /** The parser had to repair something: the file does not parse as Go. */
  readonly hasSyntaxErrors: boolean;
  /** Undefined when only the header was read. */
  readonly declarations: Declarations | undefined;
  /** What each rule observed, by rule id. What a rule looks at of other files than the one it judges is `Told`. */
  readonly observations: Readonly<Record<string, readonly unknown[]>>;
}

/** An observation that is there for the judgement of other files: when it changes, they are judged anew. */
export interface Told {
  readonly told: string;
}

export function isTold(observation: unknown): observation is Told {
  return typeof observation === 'object' && observation !== null && 'told' in observation;
}

/** A suppression and the range in which the findings it speaks for begin. */
export interface SuppressionFact extends Suppression {
  readonly coversStart: number;
  readonly coversEnd: number;
}

export interface Declarations {
  readonly functions: readonly FunctionFact[];
  readonly types: readonly TypeFact[];
  readonly values: readonly ValueFact[];
  /** Types declared inside functions. */
  readonly localTypes?: readonly LocalTypeFact[];
}

/** A parameter, result or type parameter. */
export interface ParameterFact {
  /** Empty when unnamed. */
  readonly name: string;
  /** The type as written; of a variadic parameter without its dots. For a type parameter, its constraint. */
  readonly type: string;
  readonly variadic?: true;
}

export interface SignatureFact {
  readonly typeParameters: readonly ParameterFact[];
  readonly parameters: readonly ParameterFact[];
  readonly results: readonly ParameterFact[];
  /** Range from the opening parenthesis of the parameters to the end of the results. */
  readonly start: number;
  readonly end: number;
}

/** A function or method declaration. */
export interface FunctionFact extends SignatureFact {
  readonly name: string;
  readonly nameStart: number;
  /** Receiver base type name, as in `(s *Service)`. */
  readonly receiver?: {
    readonly name: string;
    readonly type: string;
    readonly pointer: boolean;
    /** What the receiver calls its type parameters: `T` of `(s *Stack[T])`. */
    readonly typeParameters?: readonly string[];
  };
  readonly declarationStart: number;
  readonly declarationEnd: number;
  /** False for a declaration without a body (assembly, linkname). */
  readonly hasBody: boolean;
}

export interface FieldFact {
  /** Embedded fields are named after their type. */
  readonly name: string;
  readonly type: string;
  readonly embedded?: true;
  /** Tag literal's content without its quotes. */
  readonly tag?: string;
  /** Fields with a tag of the structs that its type spells out, however deep; with the first of several names before one type. */
  readonly inner?: readonly FieldFact[];
  readonly start: number;
  readonly end: number;
}

export interface MethodFact extends SignatureFact {
  readonly name: string;
  readonly nameStart: number;
}

export interface TypeFact {
  readonly name: string;
  readonly nameStart: number;
  readonly declarationStart: number;
  readonly declarationEnd: number;
  readonly typeParameters: readonly ParameterFact[];
  readonly alias: boolean;
  /** The right-hand side as written; for struct and interface types just that word. */
  readonly type: string;
  /** Struct fields, in order. */
  readonly fields?: readonly FieldFact[];
  /** Interface methods, in order. */
  readonly methods?: readonly MethodFact[];
  /** Interface embeddings and constraint unions, as written. */
  readonly embeds?: readonly string[];
}

/** A type declared inside a function; the offset of its name tells it from others. */
export interface LocalTypeFact extends TypeFact {
  /** Names in its definition that are local themselves. */
  readonly locals?: Locals;
}

/** A package-level variable or constant. */
export interface ValueFact {
  readonly name: string;
  readonly nameStart: number;
  readonly constant: boolean;
  /** The declared type as written; empty when it follows from the value. */
  readonly type: string;
  /** Symbolic type of the value when no type is declared; resolved when linked. */
  readonly value?: Symbolic;
}
