/** What the columns of an entity's table are, in a project of `new project`, as far as the migration that creates it says. */
import type { Survey } from './survey.ts';

/** Types by name of the column, as the migration spells them, in capitals; empty while there is no table. */
export function columnsOf(table: string, { reader }: Pick<Survey, 'reader'>): ReadonlyMap<string, string> {
  const isCreation = new RegExp(`_create_${table}_table(\\.up)?\\.sql$`);
  const file = reader.namesIn('migrations').find((name) => isCreation.test(name));
  const text = file === undefined ? '' : (reader.read(`migrations/${file}`) ?? '');
  const column = /^\s+"?(\w+)"? +(UUID|TEXT|VARCHAR\(\d+\))/gim;
  return new Map([...text.matchAll(column)].map(([, name = '', type = '']) => [name, type.toUpperCase()]));
}
