/**
 * Import paths as somebody writes them into a configuration: what is meant all the same, and what no import can ever be, which would
 * check nothing in silence.
 */

/** A slash at the end says what none says, as it does in patterns. */
export function meantImportPath(written: string): string {
  return written.replace(/(?<=[^/])\/+$/, '');
}

interface Fault {
  readonly message: string;
  /** The path that was probably meant. */
  readonly meant?: string;
}

/** What the language lets no import path have, but for `*`. */
const illegal = /[\s!"#$%&'(),:;<=>?[\\\]^`{|}]/;

const example = '"github.com/google/uuid"';

/** Why no import is covered by what is written; undefined where one may be. `*` and a `$` at the end mean what they mean elsewhere. */
export function importPathFault(written: string): Fault | undefined {
  const fault = faultOf(written);
  // What would be wrong in its turn is no advice.
  if (fault?.meant === undefined || faultOf(fault.meant) === undefined) return fault;
  return { message: noPath(written) };
}

function faultOf(written: string): Fault | undefined {
  const trimmed = written.trim();
  if (trimmed === '') return { message: `An import path must not be empty; write one such as ${example}.` };
  if (trimmed !== written) {
    return { message: `"${written}" begins or ends with a space; write "${trimmed}".`, meant: trimmed };
  }
  const address = /^([a-z+]+:\/\/)(.+)$/i.exec(written);
  if (address) {
    const [, scheme = '', rest = ''] = address;
    const meant = meantImportPath(rest);
    return { message: `"${written}" is an address; an import path has no "${scheme}", so write "${meant}".`, meant };
  }
  const versioned = /^([^@]+)@/.exec(written);
  if (versioned) {
    const [, meant = ''] = versioned;
    return { message: `"${written}" names a version; an import path has no "@", so write "${meant}".`, meant };
  }
  const segments = meantImportPath(written).replace(/\$$/, '').split('/');
  if (segments[0] === '.' || segments[0] === '..') {
    return { message: `"${written}" is relative; write the whole path, as Go code imports it, such as ${example}.` };
  }
  if (segments.some((segment) => segment.includes('*') && segment !== '*' && segment !== '**')) {
    return { message: `"${written}" covers nothing: "*" and "**" stand for whole segments of an import path.` };
  }
  const isPath = segments.every(
    (segment) => segment !== '' && segment !== '.' && segment !== '..' && !illegal.test(segment),
  );
  return isPath ? undefined : { message: noPath(written) };
}

function noPath(written: string): string {
  return `"${written}" is no import path; write it as Go code imports it, such as ${example}.`;
}
