/**
 * What identifies the entities of a module, so that a new one is identified in the same way. The nearest neighbours decide: those in the
 * same package, those beside it, those in the same place of other features, those of the layer, and last what is read from the database.
 */
import type { FieldFact } from '../../go/facts.ts';
import { folderImportedAs, mostOf } from './neighbours.ts';
import type { Place } from './placement.ts';
import { lacksMethods, type PackageShape } from './shapes.ts';
import type { Survey } from './survey.ts';

export interface Identifier {
  /** As the package of the entity writes it. */
  readonly goType: string;
  readonly underlying: string;
  /** Whether the database gives it out: it is a number. */
  readonly counted: boolean;
}

/** Numbers are given out by the database, the others by the use case. */
export const identifierTypes: ReadonlySet<string> = new Set([
  ...['string', 'uuid.UUID'],
  ...['int', 'int32', 'int64', 'uint', 'uint32', 'uint64'],
]);

export function isCounted(type: string): boolean {
  return /^u?int(32|64)?$/.test(type);
}

export function identifierIn({ folder }: Pick<Place, 'folder'>, survey: Survey): Identifier {
  const parent = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
  const circles: readonly (() => readonly string[])[] = [
    () => [folder],
    () => (parent === '' ? [] : survey.folders.filter((one) => one !== folder && one.startsWith(`${parent}/`))),
    () => inTheSamePlace(folder, survey),
    () => ['domain', 'model'].flatMap((layer) => within(survey.layers.get(layer) ?? [], survey)),
  ];
  for (const circle of circles) {
    const found = circle().flatMap((one) => identifiersOf(survey.shape(one), folder, survey));
    const goType = mostOf(found.map((one) => one.goType));
    const most = found.find((one) => one.goType === goType);
    if (most !== undefined) {
      return most;
    }
  }
  return plain(mostOf(storedIdentifiers(survey)) ?? 'string');
}

function plain(type: string): Identifier {
  return { goType: type, underlying: type, counted: isCounted(type) };
}

/** `internal/user/model` beside `internal/order/model`. */
function inTheSamePlace(folder: string, { folders }: Survey): readonly string[] {
  const segments = folder.split('/');
  return folders.filter((one) => {
    const other = one.split('/');
    const differing = segments.filter((segment, at) => other[at] !== segment);
    return other.length === segments.length && differing.length === 1 && other.at(-1) === segments.at(-1);
  });
}

function within(layers: readonly string[], { folders }: Survey): readonly string[] {
  return folders.filter((folder) => layers.some((layer) => folder === layer || folder.startsWith(`${layer}/`)));
}

function identifiersOf(shape: PackageShape, own: string, survey: Survey): readonly Identifier[] {
  return [...shape.structs].flatMap(([name, fields]) => {
    const type = identifierOf(fields);
    const [, qualifier = '', declared = ''] = /^(?:(\w+)\.)?(\w+)$/.exec(type) ?? [];
    const path = shape.declared.get(name) ?? '';
    const folder = qualifier === '' ? shape.folder : folderImportedAs(qualifier, path, survey);
    const owner = folder === undefined ? undefined : survey.shape(folder);
    const underlying = owner?.named.get(declared) ?? type;
    if (!identifierTypes.has(underlying)) {
      return [];
    }
    // A type that belongs to one entity says how another is identified, but not by which type.
    const isShared =
      owner?.named.has(declared) === true && !declared.startsWith(name) && !lacksMethods(owner, declared);
    return [isShared && owner.folder === own ? { ...plain(underlying), goType: declared } : plain(underlying)];
  });
}

function identifierOf(fields: readonly FieldFact[]): string {
  const model = fields.some(({ type, embedded }) => embedded === true && type === 'gorm.Model') ? 'uint' : '';
  return fields.find(({ name }) => name === 'ID' || name === 'Id')?.type ?? model;
}

/** Where no entities are near: what identifies the structs that are read from the database. */
function storedIdentifiers(survey: Survey): readonly string[] {
  const stored = survey.folders
    .filter((folder) => !/(^|\/)(cmd|tests?|mocks?|examples?)(\/|$)/.test(folder))
    .flatMap((folder) => [...survey.shape(folder).structs.values()])
    .filter((fields) => fields.some(({ tag, type }) => type === 'gorm.Model' || /\b(db|gorm):"/.test(tag ?? '')));
  const types = stored.map(identifierOf);
  return types.filter((type) => identifierTypes.has(type));
}
