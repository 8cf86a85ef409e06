/**
 * "Invert the dependency" as it is asked for: on a field, a parameter or a variable that has a concrete type of another package
 * of the workspace.
 *
 * Proposed by syntax alone; whether it can be done is found out when it is chosen, and said when it cannot.
 */
import { Field, Kind } from '../go/kinds.ts';
import { ancestors, childByField, descendantAt, kindOf, NO_NODE, type SyntaxNode } from '../go/tree.ts';
import { invertDependency } from './invertDependency.ts';
import { mentionsOf, packageNameOf, placeOf } from './outerUses.ts';
import type { Proposal, Refactoring, RefactoringPlace } from './refactoring.ts';

export const invertDependencyAction: Refactoring = {
  id: 'invert-dependency',
  kind: 'refactor.rewrite.invertDependency',
  proposals(place) {
    const { file } = place;
    if (file.isTest || file.facts.header.generated) return [];
    const declaration = declarationAt(place);
    return declaration === undefined ? [] : proposalsFor(declaration, place);
  },
};

const DECLARATIONS: ReadonlySet<Kind> = new Set([Kind.field_declaration, Kind.parameter_declaration, Kind.var_spec]);

function declarationAt({ view: { tree }, start, end }: RefactoringPlace): SyntaxNode | undefined {
  const node = descendantAt(tree, start, end);
  for (const at of [node, ...ancestors(tree, node)]) {
    if (DECLARATIONS.has(kindOf(tree, at))) return at;
    if (kindOf(tree, at) === Kind.block) return undefined;
  }
  return undefined;
}

function proposalsFor(declaration: SyntaxNode, { project, file, view, sources }: RefactoringPlace): Proposal[] {
  const type = childByField(view.tree, declaration, Field.type);
  if (type === NO_NODE) return [];
  const open = { file, view, tree: view.tree, text: view.tree.text };
  for (const { path } of view.header.imports) {
    const outer = project.packageAt(path, file.module);
    const name = outer && packageNameOf(outer);
    if (name === undefined) continue;
    const mention = mentionsOf(open, path, name).find((each) => each.type === type);
    if (!mention || !placeOf(mention)) continue;
    return [
      {
        id: 'invert',
        title: `Invert the dependency on ${name}.${mention.name}`,
        preview: true,
        run() {
          const inversion = invertDependency({ project, sources, file, importPath: path, typeName: mention.name });
          if ('refused' in inversion) return { refused: `${inversion.refused}.` };
          return { changes: inversion.changes, notes: inversion.notes };
        },
      },
    ];
  }
  return [];
}
