/** Every refactoring, in the order in which a menu lists them. */
import type { Refactoring } from './refactoring.ts';

export const allRefactorings: readonly Refactoring[] = [];
