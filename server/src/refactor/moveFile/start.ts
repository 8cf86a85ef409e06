/**
 * What a file does when the program starts and how it is chosen to be built: both can change when the file changes its package.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, kindOf, NO_NODE, namedChildren, nodesOfKind, ROOT, textOf } from '../../go/tree.ts';
import type { ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { OpenFile } from '../outerUses.ts';

/** As `go build` reads them at the end of a file's name. */
const SYSTEMS =
  'aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm';
const FOR_A_SYSTEM = new RegExp(`_(?:${SYSTEMS})(?:_test)?\\.go$`);

export function startFault(file: ProjectFile, sources: SourceProvider): string | undefined {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const { header, declarations } = file.facts;
  if (!declarations) return 'The files of the project are not read yet.';
  if (header.generated) return `${name} is generated; change where it is generated.`;
  if (header.buildConstraint || FOR_A_SYSTEM.test(name)) {
    return `${name} is built for some systems or tags only, and others of the package may take its place there.`;
  }
  if (declarations.functions.some((each) => each.name === 'init' && !each.receiver)) {
    return `${name} has an init function, which runs when its package is imported.`;
  }
  if (header.imports.some(({ alias }) => alias === '_')) {
    return `${name} imports a package for what that does when the program starts.`;
  }
  if (header.imports.some(({ alias }) => alias === '.')) return `${name} imports a package with a dot.`;
  if (/^\/\/go:generate\b/m.test(sources.text(file.path) ?? '')) return `${name} generates files by go:generate.`;
  return undefined;
}

/** A package-level value of the blank name that is worked out by a call has no other purpose than the call. */
export function callsForEffect({ tree }: OpenFile): boolean {
  for (const declaration of namedChildren(tree, ROOT)) {
    if (kindOf(tree, declaration) !== Kind.var_declaration) continue;
    for (const spec of nodesOfKind(tree, Kind.var_spec, declaration)) {
      const name = childByField(tree, spec, Field.name);
      const value = childByField(tree, spec, Field.value);
      if (name === NO_NODE || value === NO_NODE || textOf(tree, name) !== '_') continue;
      for (const call of nodesOfKind(tree, Kind.call_expression, value)) {
        const callee = childByField(tree, call, Field.function);
        if (callee === NO_NODE) return true;
        const isAssertion = kindOf(tree, callee) === Kind.parenthesized_expression || textOf(tree, callee) === 'new';
        if (!isAssertion) return true;
      }
    }
  }
  return false;
}
