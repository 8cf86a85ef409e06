/**
 * architecture/replace: an import the configuration bans in favour of another (`replace`). The quick fix rewrites the import
 * path; names in the code stay what they were, so it is offered where the other package declares all of them in the same way.
 */
import * as z from 'zod/mini';
import type { ImportReplacement } from '../../config/config.ts';
import { banOf } from '../../config/edges.ts';
import { reasonBehind } from '../../config/rationale.ts';
import type { GoImport } from '../../go/imports.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import { childByField, kindOf, NO_NODE, textOf } from '../../go/tree.ts';
import { defineRule, type FixContext, type FixOffer } from '../rule.ts';
import { viewOf } from '../support/fixView.ts';
import { decidedHere, decisionOf, edgeKey, linkedHere, ownLayer, representativeFile } from './edges.ts';

const banned = z.object({ import: z.string(), use: z.string() });

export const replace = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/replace',
    title: 'Banned imports are replaced by their alternative',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    fixesNeed: 'syntax',
    defaults: {},
    honours: ['depguard', 'gomodguard'],
  },
  *judgeFile({ project, file }) {
    const { config } = file.module.scope;
    if (config.replacements.length === 0) return;
    const own = ownLayer(file)?.layer;
    for (const imported of file.facts.header.imports) {
      if (imported.path === '') continue;
      const ban = banOf(config, own, imported.path);
      // The alternative may lie below what is banned.
      const use = ban && alternativeOf(ban, imported.path);
      if (!ban || (ban.use !== undefined && isWithin(ban.use, imported.path))) continue;
      const where = ban.layers === undefined || own === undefined ? '' : ` in ${own.name}`;
      const instead = use === undefined ? '' : `; use ${use}`;
      yield {
        message: `${imported.path} is banned${where}${instead}${reasonBehind(ban.why)}.`,
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
        related: [...decidedHere(ban.origin, `${ban.path} is banned`), ...linkedHere(ban.why)],
        ...decisionOf(ban.why),
        data: use === undefined ? undefined : { import: imported.path, use },
      };
    }
  },
  fixes: (finding, context): readonly FixOffer[] => {
    const data = banned.safeParse(finding.data);
    if (!data.success) return [];
    const { file } = context;
    const { use } = data.data;
    const imported = file.facts.header.imports.find(({ start }) => start === finding.start);
    // Two imports of one package would be left.
    if (!imported || file.facts.header.imports.some(({ path }) => path === use)) return [];
    const names = namesUsed(imported, context);
    if (names === undefined) return [];
    // An import for its effects alone uses no name that could differ.
    if (names.length > 0 && !context.project.types.sameApi(names, imported.path, use, file)) return [];
    const changes = () => [{ kind: 'edit', path: file.path, edits: [rewritten(imported, use, context)] } as const];
    return [{ id: 'replace', title: `Import ${use} instead`, preferred: true, changes }];
  },
});

/** What the file uses of a package; undefined where its names stand without it. */
function namesUsed(imported: GoImport, context: FixContext<unknown>): readonly string[] | undefined {
  const view = viewOf(context);
  if (!view || imported.alias === '.') return undefined;
  const { tree, scopes } = view;
  const names = new Set<string>();
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    const isType = kind === Kind.qualified_type;
    if (!isType && kind !== Kind.selector_expression) continue;
    const owner = childByField(tree, node, isType ? Field.package : Field.operand);
    if (owner === NO_NODE || (!isType && kindOf(tree, owner) !== Kind.identifier)) continue;
    const meaning = scopes.resolve(owner);
    if (meaning.kind !== 'import' || meaning.import.start !== imported.start) continue;
    names.add(textOf(tree, childByField(tree, node, isType ? Field.name : Field.field)));
  }
  return [...names];
}

function alternativeOf({ path, use }: ImportReplacement, imported: string): string | undefined {
  if (use === undefined) return undefined;
  // A pattern covers more than one path; what lies below it has no known counterpart.
  if (path.includes('*')) return use;
  return `${use}${imported.slice(path.length)}`;
}

function isWithin(path: string, imported: string): boolean {
  return imported === path || imported.startsWith(`${path}/`);
}

/** Code goes on with the name it knows: where the other package is called differently, the old name becomes the alias. */
function rewritten(imported: GoImport, use: string, context: FixContext<unknown>): TextEdit {
  const quote = context.sources.text(context.file.path)?.[imported.start] ?? '"';
  const literal = `${quote}${use}${quote}`;
  const before = packageNameOf(imported.path, context);
  if (imported.alias !== '' || before === packageNameOf(use, context)) {
    return { start: imported.start, end: imported.end, newText: literal };
  }
  return { start: imported.start, end: imported.end, newText: `${before} ${literal}` };
}

function packageNameOf(path: string, { project, file }: FixContext<unknown>): string {
  const target = project.packageAt(path, file.module);
  const known = target && representativeFile(target)?.facts.header.packageName;
  return known ?? likelyPackageNames(path)[0] ?? '';
}
