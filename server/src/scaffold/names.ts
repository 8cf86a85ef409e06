/**
 * Says whether a name that a person typed can become a folder, a module path, a package or a type, and if not, why and
 * what would. Every generator asks here before it makes a file. It does not look at the disk: whether a folder exists
 * already is told by the caller.
 */

import { nameForms } from './words.ts';

export const goKeywords: ReadonlySet<string> = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package ' +
    'range return select struct switch type var'
  ).split(' '),
);

const goPredeclared = new Set(
  (
    'any append bool byte cap clear close comparable complex complex64 complex128 copy delete error false float32 float64 ' +
    'imag int int8 int16 int32 int64 iota len make max min new nil panic print println real recover rune string true ' +
    'uint uint8 uint16 uint32 uint64 uintptr'
  ).split(' '),
);

/** Names that Windows keeps for devices; a repository with such a folder cannot be checked out there. */
const deviceNames = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** Element rules of `module.CheckPath` in golang.org/x/mod: letters, digits and -._~ only. */
const modulePathElement = /^[A-Za-z0-9\-._~]+$/;

/** Returns nothing when the name can be a new project's folder. */
export function projectNameProblem(name: string): string | undefined {
  if (name === '') {
    return 'the project needs a name, for example "orders"';
  }
  if (name === '.' || name === '..' || /[\\/]/.test(name) || name.includes('\0')) {
    return `"${name}" is a path; give the name of the new folder alone and run the command in its parent folder`;
  }
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    return `"${name}" cannot be a project name: begin with a letter and use letters, digits, "-" and "_" only`;
  }
  if (name.length > 63) {
    return `"${name}" is longer than 63 characters, which a Kubernetes name cannot be`;
  }
  if (/[-_]$/.test(name)) {
    return `"${name}" ends in "${name.slice(-1)}", which a Kubernetes name cannot`;
  }
  if (deviceNames.test(name)) {
    return `"${name}" is reserved by Windows for a device; choose another name`;
  }
  if (goKeywords.has(name) || name === 'vendor' || name === 'internal' || name === 'testdata') {
    return `"${name}" has a meaning of its own to the go command; choose another name`;
  }
  return undefined;
}

/** Returns nothing when `go mod init` and `go get` would both take the path. */
export function modulePathProblem(path: string): string | undefined {
  if (path === '') {
    return 'the module path is missing; it is what other code imports, for example "github.com/acme/orders"';
  }
  if (path.startsWith('/') || path.endsWith('/') || path.includes('//')) {
    return `"${path}" has an empty element; a module path has none and neither begins nor ends with "/"`;
  }
  const elements = path.split('/');
  for (const element of elements) {
    const problem = modulePathElementProblem(path, element);
    if (problem !== undefined) {
      return problem;
    }
  }
  const first = elements[0] ?? '';
  if (elements.length > 1 && first.includes('.') && (/[A-Z_~]/.test(first) || first.startsWith('-'))) {
    return `"${path}" begins with "${first}", which is not a host name: lower-case letters, digits, "-" and "." only`;
  }
  if (!first.includes('.') && standardLibraryRoots.has(first)) {
    return `"${path}" begins with "${first}", a package of the standard library; begin with a host you own, for example "github.com/acme/${first}"`;
  }
  const last = elements[elements.length - 1] ?? '';
  if (/^v[0-9]+$/.test(last) && (last === 'v0' || last === 'v1' || last.startsWith('v0'))) {
    return `"${path}" ends in "/${last}"; a version suffix begins at /v2`;
  }
  return undefined;
}

function modulePathElementProblem(path: string, element: string): string | undefined {
  if (element === '.' || element === '..') {
    return `"${path}" contains "${element}"; a module path is not a file path`;
  }
  if (!modulePathElement.test(element)) {
    const wrong = [...element].find((character) => !modulePathElement.test(character)) ?? element;
    return `"${path}" contains ${JSON.stringify(wrong)}; a module path is made of letters, digits, "-", ".", "_", "~" and "/"`;
  }
  if (element.startsWith('.') || element.endsWith('.')) {
    return `"${path}" has the element "${element}", which begins or ends with a dot`;
  }
  if (deviceNames.test(element)) {
    return `"${path}" has the element "${element}", which Windows reserves for a device`;
  }
  if (element === 'internal' || element === 'vendor') {
    return `"${path}" has the element "${element}", which the go command treats specially`;
  }
  return undefined;
}

const standardLibraryRoots = new Set(
  (
    'archive arena bufio builtin bytes cmd cmp compress container context crypto database debug embed encoding errors expvar ' +
    'flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices ' +
    'sort std strconv strings structs sync syscall testing text time unicode unique unsafe weak'
  ).split(' '),
);

/** Returns nothing when the name can be an entity: an exported Go type, a package, a table. */
export function entityNameProblem(name: string): string | undefined {
  if (name === '') {
    return 'the name is missing, for example "Order"';
  }
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
    const meant = nameForms(name.replaceAll(/[^A-Za-z0-9]+/g, '_')).pascal;
    const example = /^[A-Za-z]/.test(meant) ? meant : 'OrderItem';
    return `"${name}" cannot be a Go type name here: begin with a letter and use letters and digits only, for example "${example}"`;
  }
  const lower = name.toLowerCase();
  if (goKeywords.has(lower)) {
    return `"${name}" would give a package named "${lower}", which is a Go keyword; choose another name`;
  }
  if (goPredeclared.has(lower)) {
    return `"${name}" would hide Go's predeclared "${lower}"; choose another name`;
  }
  if (deviceNames.test(name)) {
    return `"${name}" is reserved by Windows for a device; choose another name`;
  }
  if (lower === 'main' || lower === 'init' || lower === 'internal' || lower === 'vendor' || lower === 'testdata') {
    return `"${name}" has a meaning of its own to Go; choose another name`;
  }
  if (/test$/i.test(name)) {
    return `"${name}" ends in "test", which would make its files test files; choose another name`;
  }
  return undefined;
}
