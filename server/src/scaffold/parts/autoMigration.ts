/**
 * The table of an entity where GORM makes the tables: its record is put into the list that AutoMigrate is given, when there is one
 * call with such a list. Where there are several, or a call is given something else, it is said what belongs there.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, kindOf, NO_NODE, namedChildren, nodesOfKind, textOf } from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import { Draft, type Spot } from './insertion.ts';
import type { Place } from './placement.ts';
import { reaches } from './reach.ts';
import { listEnds, listedAfter } from './routerConstructor.ts';
import { folderOf, type Survey } from './survey.ts';

interface Migration extends Spot {
  /** The texts of the models. */
  readonly models: readonly string[];
}

export interface Migrated {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
}

const model = /^(&?)([\w.]+)\{\}$|^new\(([\w.]+)\)$/;

/** What a person does about the table of a record in that package. */
export function tableByHand(packageName: string, record: string, survey: Survey): string {
  const name = `&${packageName}.${record}{}`;
  const calls = migrationsIn(survey);
  const listing = calls.filter(({ models }) => models.every((text) => model.test(text)));
  const by = [...new Set((listing.length > 0 ? listing : calls).map(({ path }) => path))].join(', ');
  return by === ''
    ? `make the table of ${name} as those of others are made`
    : `make the table: give ${name} to AutoMigrate as well (${by})`;
}

export function autoMigrated({ folder, packageName }: Place, record: string, survey: Survey): Migrated {
  const calls = migrationsIn(survey);
  const own = new RegExp(`\\b${record}\\W*$`);
  if (calls.some(({ models }) => models.some((one) => own.test(one)))) {
    return { changes: [], next: [] };
  }
  const [one, other] = calls
    .filter(({ models }) => models.every((text) => model.test(text)))
    .sort((a, b) => b.models.length - a.models.length);
  const byHand = { changes: [], next: [tableByHand(packageName, record, survey)] };
  if (
    one === undefined ||
    one.models.length <= (other?.models.length ?? 0) ||
    (folderOf(one.path) !== folder && reaches(folder, folderOf(one.path), survey)) ||
    !listEnds(one.last, one.tree)
  ) {
    return byHand;
  }
  const { path, tree, last } = one;
  const draft = new Draft(one, survey);
  const declared = draft.qualified(folder, record);
  const written = textOf(tree, last).replace(model, (_, star: string | undefined, literal: string | undefined) =>
    literal === undefined ? `new(${declared})` : `${star}${declared}{}`,
  );
  const after = draft.finished([listedAfter(last, tree, written)], []);
  return after === undefined
    ? byHand
    : { changes: [{ path, before: tree.text, after }], next: [`AutoMigrate makes the table: ${path}`] };
}

function migrationsIn({ reader, header, parse }: Survey): readonly Migration[] {
  const paths = reader.goFiles.filter(
    (path) =>
      !path.endsWith('_test.go') && !header(path).generated && (reader.read(path) ?? '').includes('.AutoMigrate('),
  );
  return paths.flatMap((path) => {
    const tree = parse(reader.read(path) ?? '');
    return [...nodesOfKind(tree, Kind.call_expression)].flatMap((call): readonly Migration[] => {
      const callee = childByField(tree, call, Field.function);
      const list = childByField(tree, call, Field.arguments);
      if (
        callee === NO_NODE ||
        list === NO_NODE ||
        kindOf(tree, callee) !== Kind.selector_expression ||
        textOf(tree, childByField(tree, callee, Field.field)) !== 'AutoMigrate'
      ) {
        return [];
      }
      const given = namedChildren(tree, list).filter((child) => kindOf(tree, child) !== Kind.comment);
      const last = given[given.length - 1];
      return last === undefined ? [] : [{ path, tree, last, models: given.map((child) => textOf(tree, child)) }];
    });
  });
}
