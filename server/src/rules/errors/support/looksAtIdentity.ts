/** What tells errors apart by what they are: where there is any, wrapping changes what the program does. */
import type { AssertedError } from '../assert.ts';
import type { ComparedError } from '../compare.ts';
import type { IdentityTest } from './identityTests.ts';

export type LooksAtIdentity =
  | { readonly compares: ComparedError }
  | { readonly asserts: AssertedError }
  | { readonly tests: IdentityTest };
