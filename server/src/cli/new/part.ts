/** The parts that fit themselves to a module's code: `new entity` and its neighbours. Which there are is in the catalog. */
import { fieldsIn } from '../../scaffold/interviews.ts';
import { type PartDefinition, partIn } from '../../scaffold/parts/catalog.ts';
import type { ExitStatus } from '../io.ts';
import { deliverChanges } from './deliverChanges.ts';
import { fieldsOf, readerOf } from './feature.ts';
import { type NewIo, type OutputFlags, rootOf } from './io.ts';
import { withValue } from './questions.ts';
import { templatesIn } from './templates.ts';

export interface PartFlags extends OutputFlags {
  readonly field?: readonly string[];
  readonly plural?: string;
  readonly directory?: string;
  readonly kind?: string;
  readonly port?: string;
}

export async function part(definition: PartDefinition, name: string, flags: PartFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const fields = definition.fields === 'needed' ? await fieldsOf(flags, io) : (flags.field ?? []).flatMap(fieldsIn);
  const { templates } = await templatesIn(root, io);
  const parse = await io.goParser();
  const { plural, directory, kind, port } = flags;
  const options = {
    name,
    fields,
    ...(plural === undefined ? {} : { plural }),
    ...(directory === undefined ? {} : { directory }),
    ...(kind === undefined ? {} : { kind }),
    ...(port === undefined ? {} : { port }),
  };
  const { changes, next } = withValue(() => partIn(definition, options, readerOf(root, io), templates, parse));
  return deliverChanges(root, changes, next, flags, io);
}
