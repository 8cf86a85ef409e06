/**
 * How a project words the errors it wraps, and how a value is printed in such an error: what a wrapped error needs to know beyond
 * its own file.
 */
import type { MessageTypes } from '../go/errorMessage.ts';
import type { SourceView } from '../go/sourceView.ts';
import type { Project, ProjectFile } from './project.ts';
import type { SourceProvider } from './sources.ts';

export const FAILED_TO = 'failed to ';

/** Enough to see a habit; reading more would keep somebody waiting. */
const FILES_LOOKED_AT = 200;
const ENOUGH_MESSAGES = 60;

const known = new WeakMap<Project, { readonly headers: number; readonly prefix: string }>();

/**
 * What most wrapped errors of the project begin with: `failed to ` or nothing. Without any, the prefix is there: it reads as a
 * sentence to whoever sees the whole message.
 */
export function wrapPrefix(project: Project, sources: SourceProvider, file: ProjectFile): string {
  const before = known.get(project);
  if (before?.headers === project.headers) return before.prefix;
  let failedTo = 0;
  let plain = 0;
  let looked = 0;
  const siblings = [...(project.packageOf(file)?.files.values() ?? [])];
  const seen = new Set(siblings);
  for (const each of [...siblings, ...[...project.files.values()].filter((other) => !seen.has(other))]) {
    if (each.isTest || !each.facts.header.imports.some(({ path }) => path === 'fmt')) continue;
    if (looked++ >= FILES_LOOKED_AT || failedTo + plain >= ENOUGH_MESSAGES) break;
    const voices = voicesOf(sources.text(each.path) ?? '');
    failedTo += voices.failedTo;
    plain += voices.plain;
  }
  const prefix = plain > failedTo ? '' : FAILED_TO;
  known.set(project, { headers: project.headers, prefix });
  return prefix;
}

/** How many messages say that something failed, and how many only what was done. */
function voicesOf(text: string): { readonly failedTo: number; readonly plain: number } {
  const messages = [...text.matchAll(/\bErrorf\("([^"\n]*): %w"/g)].map(([, message = '']) => message);
  const failedTo = messages.filter((each) => /^(?:failed to|could not|cannot|unable to|error) /i.test(each)).length;
  return { failedTo, plain: messages.length - failedTo };
}

/**
 * How wrapped errors begin where nothing else is asked: as the configuration of errors/wrap says, which holds for whoever words one.
 *
 * @param around the function they stand in: where the configuration leaves it open, they begin as most of the function's own do
 */
export function settledPrefix(project: Project, sources: SourceProvider, file: ProjectFile, around = ''): string {
  const { options } = file.module.scope.ruleSetting(WRAP);
  const prefix = typeof options === 'object' && options !== null && 'prefix' in options ? options.prefix : 'auto';
  if (prefix === 'none') return '';
  if (prefix === 'failed to') return FAILED_TO;
  const { failedTo, plain } = voicesOf(around);
  if (failedTo !== plain) return failedTo > plain ? FAILED_TO : '';
  return wrapPrefix(project, sources, file);
}

/** What the scope has to know of the rule to say what it is set to; the rule itself is no business of the model. */
const WRAP = { id: 'errors/wrap', severity: 'information', recommended: true, defaults: {} } as const;

/** What types say about the parts of a message, for the file of `view`. */
export function messageTypes(project: Project, file: ProjectFile, view: SourceView): MessageTypes {
  const { types } = project;
  return {
    verbOf(expression) {
      const type = types.typeOf(view.typeOf(expression), file);
      if (type.kind === 'basic') return verbOfBasic(type.name);
      const stringer = types.member(type, 'String', file);
      // A nil pointer's method may panic, and a value has no methods of its pointer.
      if (stringer.kind === 'method') return type.kind === 'named' && !stringer.pointer ? '%s' : undefined;
      const behind = types.underlying(type, file);
      return behind.kind === 'basic' ? verbOfBasic(behind.name) : undefined;
    },
    dotImported(call) {
      const dotted = view.header.imports.filter(({ alias }) => alias === '.');
      if (dotted.length === 0) return undefined;
      const name = types.callee(view.callee(call), file)?.fullName ?? '';
      const from = dotted.find(({ path }) => name.startsWith(`${path}.`));
      return from && /([^/]+?)(?:\/v\d+)?$/.exec(from.path)?.[1];
    },
    resultName(call) {
      const result = types.callee(view.callee(call), file)?.results?.[0];
      const type = result?.kind === 'pointer' ? result.element : result;
      return type?.kind === 'named' && type.package !== '' && /^\p{Lu}/u.test(type.name) ? type.name : undefined;
    },
  };
}

function verbOfBasic(name: string): string | undefined {
  if (/string$/.test(name)) return '%s';
  if (/(?:^|\s)u?int|^byte$|^rune$/.test(name)) return '%d';
  return undefined;
}
