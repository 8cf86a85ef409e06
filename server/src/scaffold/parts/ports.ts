/**
 * The interface that a repository implements: found by its name in the inner layers, or said. It is read as it stands; an
 * interface that takes in others is refused, because their methods are not all here.
 */
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import type { PartOptions } from './part.ts';
import type { InterfaceShape, PackageShape } from './shapes.ts';
import type { Survey } from './survey.ts';

export interface Port {
  readonly shape: PackageShape;
  readonly type: InterfaceShape;
  readonly importPath: string;
}

const endings = ['Repository', 'Store', 'Storage', 'Repo', 'Gateway'];

export function findPort(options: PartOptions, survey: Survey): Result<Port> {
  const { pascal } = nameForms(options.name);
  const said = options.port === undefined ? undefined : splitPort(options.port);
  const folders = survey.folders.filter((folder) => !/^(cmd|test|tests)(\/|$)/.test(folder));
  const found = folders.flatMap((folder) => {
    if (said !== undefined && said.folder !== '' && said.folder !== folder) {
      return [];
    }
    const shape = survey.shape(folder);
    const lower = pascal.toLowerCase();
    const own = [shape.name, folder.split('/').pop() ?? ''].some((one) => one === lower || one === `${lower}s`);
    return shape.interfaces
      .filter(({ name }) => {
        if (said !== undefined) {
          return name === said.name;
        }
        return endings.some((ending) => name === `${pascal}${ending}` || (own && name === ending));
      })
      .map((type) => ({ shape, type, importPath: `${survey.module}${folder === '' ? '' : `/${folder}`}` }));
  });
  const [first, ...others] = found;
  if (first === undefined) {
    const wanted = options.port ?? `${pascal}Repository or ${pascal}Store`;
    return failure({
      option: 'port',
      message: `there is no interface ${wanted} in this module; add one with go-architect new usecase ${pascal}, or name yours with --port folder.Name`,
    });
  }
  if (others.length > 0) {
    const list = found.map(({ shape, type }) => `  ${shape.folder}.${type.name}`).join('\n');
    return failure({ option: 'port', message: `several interfaces could be meant; say one with --port:\n${list}` });
  }
  if (first.type.embeds || first.type.methods.length === 0) {
    const reason = first.type.embeds ? 'takes in other interfaces' : 'has no methods';
    return failure({
      option: 'port',
      message: `${first.shape.folder}.${first.type.name} ${reason}; write this part by hand, or name another with --port`,
    });
  }
  return success(first);
}

function splitPort(port: string): { readonly folder: string; readonly name: string } {
  const dot = port.lastIndexOf('.');
  return { folder: port.slice(0, Math.max(dot, 0)).replace(/\/$/, ''), name: port.slice(dot + 1) };
}
