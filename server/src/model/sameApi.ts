/**
 * Whether names of one package can be taken from another without a change in the code that uses them: the same kinds of
 * declarations, the same signatures, and types whose exported fields and methods are the same all the way down, each
 * package's own types standing for those of the same name in the other.
 *
 * Whatever is not known is not the same. How the two behave is not asked.
 */
import type { Entity, PackageScope, TypeDeclaration } from './declared.ts';
import type { FunctionType, GoType } from './goType.ts';
import { typeKey } from './typeString.ts';

export function sameApi(names: readonly string[], from: PackageScope, to: PackageScope): boolean {
  const compared = new Set(names);
  // Grows while it is walked: what signatures and fields mention of the package has to be the same as well.
  for (const name of compared) {
    const before = shapeOf(from.lookup(name));
    const after = shapeOf(to.lookup(name));
    if (before === undefined || after === undefined || before.length !== after.length) return false;
    const own = (text: string) => ownNames(text, from.path, (mentioned) => compared.add(mentioned));
    const other = (text: string) => ownNames(text, to.path, () => undefined);
    if (before.some((text, index) => own(text) !== other(after[index] ?? ''))) return false;
  }
  return true;
}

/** What can be noticed of a declaration, in canonical spelling; undefined where a part of it is not known. */
function shapeOf(entity: Entity | undefined): readonly string[] | undefined {
  const parts = entity && partsOf(entity);
  return parts?.some((part) => part.includes(UNKNOWN_PART)) ? undefined : parts;
}

/** As an unknown type is spelled. */
const UNKNOWN_PART = 'invalid type';

function partsOf(entity: Entity): readonly string[] {
  switch (entity.kind) {
    case 'function':
      return ['func', typeKey(entity.signature)];
    case 'value':
      return [entity.constant ? 'const' : 'var', typeKey(entity.type)];
    case 'type':
      return partsOfType(entity.declaration);
    case 'unknown':
      return [UNKNOWN_PART];
  }
}

function partsOfType(type: TypeDeclaration): readonly string[] {
  if (type.variants.length > 0) return [UNKNOWN_PART];
  const parameters = type.typeParameters.map((each) => `${each.name} ${typeKey(each.type)}`);
  if (type.aliasOf !== undefined) return ['alias', ...parameters, typeKey(type.aliasOf)];
  return [
    'type',
    ...parameters,
    ...definition(type),
    ...[...type.methodNames()].sort().map((name) => method(type, name)),
  ];
}

/** Of a struct what others can select; of an interface all of it, because unexported methods decide who implements it. */
function definition({ definition: type, incomplete }: TypeDeclaration): readonly string[] {
  if (type.kind === 'struct') return ['struct', ...type.fields.filter(isSeen).map(field)];
  return [incomplete && type.kind === 'interface' ? UNKNOWN_PART : typeKey(type)];
}

type Field = Extract<GoType, { kind: 'struct' }>['fields'][number];

function isSeen({ name, embedded }: Field): boolean {
  return embedded || /^\p{Lu}/u.test(name);
}

function field({ name, type, embedded }: Field): string {
  return `${embedded ? '+' : ''}${name} ${typeKey(type)}`;
}

function method(type: TypeDeclaration, name: string): string {
  const declared = type.method(name);
  if (declared === undefined || declared === 'unknown') return UNKNOWN_PART;
  const signature: FunctionType = declared.signature;
  return `${declared.pointer ? '*' : '.'}${name} ${declared.receiverTypeParameters.join()} ${typeKey(signature)}`;
}

/** The text with the package's own names left bare, each of which is told. */
function ownNames(text: string, path: string, mention: (name: string) => void): string {
  return text.replace(QUALIFIED, (written, qualifier: string, name: string) => {
    const spread = qualifier.startsWith('...') ? '...' : '';
    if (qualifier.slice(spread.length) !== path) return written;
    mention(name);
    return `${spread}@.${name}`;
  });
}

const QUALIFIED = /([^\s,;()[\]{}|*~<+]+)\.([\p{L}_][\p{L}\p{Nd}_]*)(?![^\s,;()[\]{}|*])/gu;
