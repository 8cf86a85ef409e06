/**
 * Facts in the form in which they travel between threads and lie in the cache: JSON of what is looked at in every file, of
 * what rules observed, and of the declarations, each apart so that it stays a string until somebody asks.
 *
 * Most files of a large project are never asked for their declarations. Keeping those as one-byte strings instead of
 * objects is what keeps a million lines within a few hundred megabytes, and reading them back within a second.
 */
import type { Declarations, FileFacts } from '../go/facts.ts';

type Head = Pick<FileFacts, 'header' | 'suppressions' | 'hasSyntaxErrors'>;
type Observations = FileFacts['observations'];

export interface PackedFacts {
  readonly head: string;
  readonly observations: string;
  /** Empty when only the header was read. */
  readonly declarations: string;
}

export function packFacts({
  header,
  suppressions,
  hasSyntaxErrors,
  observations,
  declarations,
}: FileFacts): PackedFacts {
  const head: Head = { header, suppressions, hasSyntaxErrors };
  return {
    head: JSON.stringify(head),
    observations: JSON.stringify(observations),
    declarations: declarations === undefined ? '' : JSON.stringify(declarations),
  };
}

/** @throws SyntaxError when the text is not what `packFacts` wrote; of what is parsed later, when it is asked for. */
export function unpackFacts({ head, observations, declarations }: PackedFacts): FileFacts {
  return new LazyFacts(JSON.parse(head) as Head, observations, declarations);
}

class LazyFacts implements FileFacts {
  readonly header: FileFacts['header'];
  readonly suppressions: FileFacts['suppressions'];
  readonly hasSyntaxErrors: boolean;
  #packedObservations: string | undefined;
  #observations: Observations = {};
  #packedDeclarations: string | undefined;
  #declarations: Declarations | undefined;

  constructor(head: Head, observations: string, declarations: string) {
    this.header = head.header;
    this.suppressions = head.suppressions;
    this.hasSyntaxErrors = head.hasSyntaxErrors;
    this.#packedObservations = observations;
    this.#packedDeclarations = declarations === '' ? undefined : declarations;
  }

  get observations(): Observations {
    if (this.#packedObservations !== undefined) {
      this.#observations = JSON.parse(this.#packedObservations) as Observations;
      this.#packedObservations = undefined;
    }
    return this.#observations;
  }

  get declarations(): Declarations | undefined {
    if (this.#packedDeclarations !== undefined) {
      this.#declarations = JSON.parse(this.#packedDeclarations) as Declarations;
      this.#packedDeclarations = undefined;
    }
    return this.#declarations;
  }
}
