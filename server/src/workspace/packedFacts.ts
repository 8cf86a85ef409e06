/**
 * Facts in the form in which they travel between threads and lie in the cache: JSON, with the declarations packed a second
 * time so that they stay a string until somebody asks.
 *
 * Most files of a large project are never asked for their declarations. Keeping those as one-byte strings instead of
 * objects is what keeps a million lines within a few hundred megabytes, and reading them back within a second.
 */
import type { Declarations, FileFacts } from '../go/facts.ts';

type Eager = Omit<FileFacts, 'declarations'>;

interface Packed extends Eager {
  /** JSON of the declarations; undefined when only the header was read. */
  readonly packedDeclarations: string | undefined;
}

export function packFacts(facts: FileFacts): string {
  const { declarations, ...eager } = facts;
  const packed: Packed = {
    ...eager,
    packedDeclarations: declarations === undefined ? undefined : JSON.stringify(declarations),
  };
  return JSON.stringify(packed);
}

/** @throws SyntaxError when the text is not what `packFacts` wrote. */
export function unpackFacts(packed: string): FileFacts {
  return new LazyFacts(JSON.parse(packed) as Packed);
}

class LazyFacts implements FileFacts {
  readonly header: FileFacts['header'];
  readonly suppressions: FileFacts['suppressions'];
  readonly hasSyntaxErrors: boolean;
  readonly observations: FileFacts['observations'];
  #packed: string | undefined;
  #declarations: Declarations | undefined;

  constructor(packed: Packed) {
    this.header = packed.header;
    this.suppressions = packed.suppressions;
    this.hasSyntaxErrors = packed.hasSyntaxErrors;
    this.observations = packed.observations;
    this.#packed = packed.packedDeclarations;
  }

  get declarations(): Declarations | undefined {
    if (this.#packed !== undefined) {
      this.#declarations = JSON.parse(this.#packed) as Declarations;
      this.#packed = undefined;
    }
    return this.#declarations;
  }
}
