/** Every refactoring, in the order in which a menu lists them. */
import { addContextParameter } from './addContextParameter.ts';
import { invertDependencyAction } from './invertDependencyAction.ts';
import { moveFileAction } from './moveFileAction.ts';
import { movePackageAction } from './movePackageAction.ts';
import type { Refactoring } from './refactoring.ts';
import { wrapError } from './wrapError.ts';

export function refactorings(): readonly Refactoring[] {
  return [addContextParameter, invertDependencyAction, moveFileAction, movePackageAction, wrapError];
}
