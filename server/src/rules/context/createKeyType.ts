/**
 * The fixes of context/key-type: a key type for one string, used by everything in the package that writes or reads it, and on request
 * a pair of functions that write and read the value.
 *
 * Other packages cannot name an unexported type, so a key that they use as well is left alone, and so is one of which a read
 * cannot be told from another type's `Value` method.
 */

import { Field, Kind } from '../../go/kinds.ts';
import type { FileChange, TextEdit } from '../../go/textEdit.ts';
import { childByField, type FlatTree, kindOf, namedChildren, parentOf, ROOT, startOf, textOf } from '../../go/tree.ts';
import { importSurroundings } from '../../model/importSurroundings.ts';
import type { ProjectFile } from '../../model/project.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';
import type { KeyUse } from './key-type.ts';

interface Place {
  readonly file: ProjectFile;
  readonly use: KeyUse;
}

export function keyTypeOffers(literal: string, finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const places = placesOf(literal, finding, context);
  const words = literal.split(/[^\p{L}\p{Nd}]+/u).filter((word) => word !== '');
  if (!places || words.length === 0 || !/^\p{L}/u.test(words[0] ?? '')) return [];
  const camel = words.map((word, index) => (index === 0 ? lower(word) : upper(word))).join('');
  const names = { type: `${camel}Key`, write: `with${upper(camel)}`, read: `${camel}From` };
  const { packageNames } = importSurroundings(context.project, context.file);
  if (packageNames.has(names.type)) return [];
  const preview = new Set(places.map(({ file }) => file.path)).size > 1;
  const offers: FixOffer[] = [
    {
      id: 'type',
      title: `Create the key type ${names.type}`,
      preferred: true,
      safe: !preview,
      declares: names.type,
      preview,
      changes: () => {
        const declared = `// ${names.type} is the context key of ${JSON.stringify(literal)}.\ntype ${names.type} struct{}\n\n`;
        return changes(finding, places, declared, context, ({ use }) => [
          { start: use.start, end: use.end, newText: `${names.type}{}` },
        ]);
      },
    },
  ];
  const own = places.find(({ file, use }) => file.path === finding.path && use.start === finding.start);
  const type = own && storedType(own, context);
  if (type === undefined || packageNames.has(names.write) || packageNames.has(names.read)) return offers;
  const declared = [
    `// ${names.type} is the context key of ${JSON.stringify(literal)}.`,
    `type ${names.type} struct{}`,
    '',
    `// ${names.write} returns a context that carries the value.`,
    `func ${names.write}(ctx context.Context, value ${type}) context.Context {`,
    `\treturn context.WithValue(ctx, ${names.type}{}, value)`,
    '}',
    '',
    `// ${names.read} returns what ${names.write} put into the context, and whether it did.`,
    `func ${names.read}(ctx context.Context) (${type}, bool) {`,
    `\tvalue, ok := ctx.Value(${names.type}{}).(${type})`,
    '\treturn value, ok',
    '}',
    '',
    '',
  ].join('\n');
  offers.push({
    id: 'accessors',
    title: `Create ${names.type} with ${names.write} and ${names.read}`,
    preview,
    changes: () =>
      changes(finding, places, declared, context, (place) =>
        place === own
          ? writerEdits(place, names.write, context)
          : [{ ...range(place.use), newText: `${names.type}{}` }],
      ),
  });
  return offers;
}

/** Every use of the key in the project; undefined when some are out of reach. */
function placesOf(literal: string, finding: Finding, context: FixContext<unknown>): readonly Place[] | undefined {
  const { project, file: own } = context;
  const places: Place[] = [];
  for (const file of project.files.values()) {
    for (const use of (file.facts.observations[finding.rule] ?? []) as readonly KeyUse[]) {
      if (use.literal !== literal) continue;
      if (use.reads) {
        const read = project.types.callee(use.value, file);
        if (read?.fullName !== '(context.Context).Value') {
          if (read) continue;
          return undefined;
        }
      }
      if (file.module !== own.module || file.dir !== own.dir) return undefined;
      if (file.facts.header.packageName !== own.facts.header.packageName) return undefined;
      places.push({ file, use });
    }
  }
  return places;
}

function changes(
  finding: Finding,
  places: readonly Place[],
  declared: string,
  context: FixContext<unknown>,
  editsOf: (place: Place) => readonly TextEdit[],
): readonly FileChange[] {
  const byPath = new Map<string, TextEdit[]>();
  for (const place of places) {
    byPath.set(place.file.path, [...(byPath.get(place.file.path) ?? []), ...editsOf(place)]);
  }
  const tree = context.sources.tree(finding.path);
  if (!tree) return [];
  const at = declarationStart(tree, finding.start);
  byPath.set(finding.path, [{ start: at, end: at, newText: declared }, ...(byPath.get(finding.path) ?? [])]);
  return [...byPath].map(([path, edits]) => ({ kind: 'edit', path, edits }));
}

/** Before the declaration that holds an offset, and before the comments that belong to it. */
function declarationStart(tree: FlatTree, offset: number): number {
  let start = 0;
  for (const node of namedChildren(tree, ROOT)) {
    if (startOf(tree, node) > offset) break;
    start = startOf(tree, node);
  }
  const lines = tree.text.slice(0, start).split('\n');
  let index = lines.length - 1;
  while (index > 0 && (lines[index - 1] ?? '').startsWith('//')) index--;
  return lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0);
}

/** `context.WithValue(ctx, "k", v)` becomes `withK(ctx, v)`. */
function writerEdits({ file, use }: Place, name: string, context: FixContext<unknown>): readonly TextEdit[] {
  const tree = context.sources.tree(file.path);
  if (!tree) return [];
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== use.start || kindOf(tree, parentOf(tree, node)) !== Kind.argument_list) continue;
    const list = parentOf(tree, node);
    const callee = childByField(tree, parentOf(tree, list), Field.function);
    const value = namedChildren(tree, list)[2];
    if (value === undefined) return [];
    return [
      { start: startOf(tree, callee), end: startOf(tree, callee) + textOf(tree, callee).length, newText: name },
      { start: use.start, end: startOf(tree, value), newText: '' },
    ];
  }
  return [];
}

/** How the file would write the type of what is stored; undefined for types it might have to import. */
function storedType({ file, use }: Place, { project }: FixContext<unknown>): string | undefined {
  const type = project.types.typeOf(use.value, file);
  if (type.kind === 'basic') return type.name.startsWith('untyped') ? undefined : type.name;
  const named = type.kind === 'pointer' ? type.element : type;
  if (named.kind !== 'named' || named.typeArguments.length > 0) return undefined;
  if (named.package !== project.packageOf(file)?.path) return undefined;
  return type.kind === 'pointer' ? `*${named.name}` : named.name;
}

function range({ start, end }: KeyUse): { start: number; end: number } {
  return { start, end };
}

function lower(word: string): string {
  return /^\p{Lu}+$/u.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

function upper(word: string): string {
  if (/^(?:id|ip|url|uri|api|http|uuid|jwt|sql|db|tls|csrf)$/i.test(word)) return word.toUpperCase();
  return word.charAt(0).toUpperCase() + word.slice(1);
}
