/** Why a declaration cannot take another parameter, as far as the declaration and its package show it. */
import type { FileFacts } from '../../go/facts.ts';
import { hasError } from '../../go/tree.ts';
import type { ProjectFile } from '../../model/project.ts';
import { contextParameters, isRoot } from './contextInScope.ts';
import { type Declaration, filesOfPackage, nodeOf, shown } from './declarations.ts';
import type { Sources } from './sources.ts';

/** Names that `go vet` and the standard library know with their signature, whatever type declares them. */
const CANONICAL = new Set(
  `As Error Format GobDecode GobEncode GoString Is MarshalBinary MarshalJSON MarshalText MarshalXML ReadByte ReadFrom ReadRune Scan
   Seek String UnmarshalBinary UnmarshalJSON UnmarshalText UnmarshalXML UnreadByte UnreadRune Unwrap Value WriteByte WriteTo`.split(
    /\s+/,
  ),
);

export function obstaclesOf(declaration: Declaration, sources: Sources): string[] {
  const { fact, file } = declaration;
  const name = shown(declaration);
  const obstacles: string[] = [];
  if (isRoot(declaration)) obstacles.push(`${name} is called by the runtime or a test runner`);
  if (declaration.kind === 'function' && fact.name === '_') obstacles.push('a blank function is never called');
  if (declaration.kind !== 'function' && CANONICAL.has(fact.name)) {
    obstacles.push(`${fact.name} is a method that Go's own packages and go vet look for as it is`);
  }
  if (contextParameters(declaration, sources).length > 0) obstacles.push(`${name} takes a context already`);
  if (declaration.kind !== 'interfaceMethod' && !declaration.fact.hasBody) {
    obstacles.push(`${name} has no body in Go: it is implemented in assembly or linked in`);
  }
  if (file.facts.hasSyntaxErrors && isBroken(declaration, sources)) obstacles.push(`${name} does not parse`);
  if (file.facts.header.generated && !isMock(sources.text(file.path) ?? '')) {
    obstacles.push(`${name} is declared in a generated file; change what it is generated from`);
  }
  return [...new Set([...obstacles, ...directives(declaration, sources)])];
}

/** Whether the declaration itself does not parse; what is broken elsewhere in the file is no matter. */
function isBroken(declaration: Declaration, sources: Sources): boolean {
  const at = sources.open(declaration.file);
  return !at || hasError(at.tree, nodeOf(declaration, at));
}

/** Whether a generated file holds stand-ins for tests, which follow their interface. */
export function isMock(text: string): boolean {
  return /\b(?:mockgen|mockery|moq|counterfeiter|minimock|mock)\b/i.test(text.slice(0, 600));
}

/** Names that code outside of Go refers to: linked, exported to C or to a WebAssembly host. */
function directives({ file, fact, kind }: Declaration, sources: Sources): string[] {
  if (kind !== 'function') return [];
  return filesOfPackage(sources.project, file).flatMap((each) => {
    const found = directivesIn(each, sources).find(({ name }) => name === fact.name)?.directive;
    return found === undefined ? [] : [`${fact.name} is known by its name outside of Go (//${found})`];
  });
}

interface Directive {
  readonly directive: string;
  readonly name: string;
}

const known = new WeakMap<FileFacts, readonly Directive[]>();

/** Kept until the file changes: every function of a package asks all of its files. */
function directivesIn({ path, facts }: ProjectFile, sources: Sources): readonly Directive[] {
  let directives = known.get(facts);
  if (!directives) {
    const found = (sources.text(path) ?? '').matchAll(DIRECTIVE);
    directives = Array.from(found, ([, directive = '', name = '']) => ({ directive, name }));
    known.set(facts, directives);
  }
  return directives;
}

const DIRECTIVE = /^\/\/(go:linkname|export|go:wasmexport)[ \t]+([\p{L}_][\p{L}\p{Nd}_]*)/gmu;
