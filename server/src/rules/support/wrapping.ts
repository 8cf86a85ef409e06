/** Go code older than 1.13 can neither wrap an error nor ask what is in it: `%w` prints `%!w(…)` there, and errors.Is is not declared. */
import type { TextEdit } from '../../go/textEdit.ts';
import { FIRST_WITH_WRAPPING, isOlderThan } from '../../model/goVersion.ts';
import type { ModuleInfo } from '../../model/project.ts';
import type { FixOffer } from '../rule.ts';

/** Whether code that wraps errors cannot be written in a module. */
export function cannotWrap({ goVersion }: ModuleInfo): boolean {
  return isOlderThan(goVersion, FIRST_WITH_WRAPPING);
}

/** Whether edits bring code that wraps errors or looks into wrapped ones. */
export function bringsWrapping(edits: readonly TextEdit[]): boolean {
  return edits.some(({ newText }) => /%w|\b\w*errors\w*\.(?:Is|As|Unwrap)\(/.test(newText));
}

export function offersWrapping(offer: FixOffer): boolean {
  return offer.changes().some((change) => change.kind === 'edit' && bringsWrapping(change.edits));
}
