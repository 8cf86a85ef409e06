/** Where the page of a rule lies on this machine: the pages are installed with the product, so they need no network. */
import { uriOfPath } from './convert.ts';
import type { Session } from './session.ts';

export function pageOf(session: Pick<Session, 'pages'>, rule: string): string | undefined {
  return session.pages === '' ? undefined : uriOfPath(`${session.pages}/${rule}.md`);
}
