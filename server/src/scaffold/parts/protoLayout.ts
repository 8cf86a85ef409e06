/**
 * Where a module keeps its protobuf contracts and the Go code made of them, so that a new contract stands where the next
 * `protoc` or `buf generate` would put it. The headers of generated files say from which contract they are; the neighbours'
 * folders, packages and options are repeated with the new name in place of theirs.
 */

import { pluralOf } from '../plurals.ts';
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import type { Place } from './placement.ts';
import { folderOf, type Survey } from './survey.ts';

export interface ProtoLayout {
  /** The folder in which the compiler looks for contracts; `''` is the module's root. */
  readonly root: string;
  /** Relative to that folder. */
  readonly source: string;
  readonly package: string;
  readonly goPackage: string;
  /** The folder of the generated Go, and what its package is called. */
  readonly generated: string;
  readonly goName: string;
  /** Whether the compiler is run by buf. */
  readonly isBuf: boolean;
}

interface Neighbour {
  readonly path: string;
  readonly root: string;
  readonly package: string;
  readonly goPackage: string;
  /** The folder of its generated Go, and what that says of its origin. */
  readonly generated: string | undefined;
  readonly goName: string;
  readonly isService: boolean;
}

/** @param place where the server stands, beside which the generated code goes when nobody says otherwise. */
export function protoLayoutFor(name: string, place: Place, survey: Survey): Result<ProtoLayout> {
  const generators = otherGenerators(survey);
  if (generators !== undefined) {
    return failure({
      option: 'project',
      message: `the contracts of this module are made into Go by ${generators}, whose output is not written here; write the contract by hand and generate it`,
    });
  }
  const paths = protoFiles(survey);
  const isBuf = ['', ...paths.map(rootFolder)].some((folder) => bufFiles(folder, survey).length > 0);
  const neighbours = paths.flatMap((path) => neighbourOf(path, survey) ?? []);
  // Contracts of services say more than contracts of messages, and those with generated code most.
  const [first] = [...neighbours].sort((a, b) => weightOf(b) - weightOf(a) || (a.path < b.path ? -1 : 1));
  return success({ ...(first === undefined ? usual(name, place, survey) : alike(first, name, survey)), isBuf });
}

function weightOf({ isService, generated }: Neighbour): number {
  return (isService ? 2 : 0) + (generated === undefined ? 0 : 1);
}

type Layout = Omit<ProtoLayout, 'isBuf'>;

function usual(name: string, place: Place, survey: Survey): Layout {
  const { snake } = nameForms(name);
  const goName = `${snake.replaceAll('_', '')}v1`;
  const above = survey.isOurs ? folderOf(place.folder) : place.folder;
  const generated = `${above}/${goName}`;
  return {
    root: 'api/proto',
    source: `${snake}/v1/${snake}.proto`,
    package: `${snake}.v1`,
    goPackage: `${survey.module}/${generated}`,
    generated,
    goName,
  };
}

function alike(neighbour: Neighbour, name: string, survey: Survey): Layout {
  const stem = (neighbour.path.split('/').pop() ?? '').replace(/\.proto$/, '');
  const [, before = '', about = '', after = ''] =
    /^(service_|rpc_)?(.*?)((?:[_.]?(?:service|api|svc))?)$/.exec(stem) ?? [];
  const rename = renaming(about, name);
  const { snake } = nameForms(name);
  const folder = rename(folderOf(neighbour.path));
  const file = about === '' ? snake : `${before}${snake}${after}`;
  const path = `${folder === '' ? '' : `${folder}/`}${file}.proto`;
  const root = neighbour.root;
  const isOwn = folder !== folderOf(neighbour.path);
  const packageName = isOwn ? rename(neighbour.package) : neighbour.package;
  const goName = isOwn ? rename(neighbour.goName) : neighbour.goName;
  const generated = generatedFolder(neighbour, survey);
  const target = isOwn ? rename(generated ?? '') : (generated ?? '');
  // Ours leaves the package of users to the Makefile; what is new says its own.
  const goPackage =
    neighbour.goPackage === '' || generated === undefined
      ? `${survey.module}/${target === '' ? `${folder}` : target}`
      : isOwn
        ? rename(neighbour.goPackage)
        : neighbour.goPackage;
  return {
    root,
    source: root === '' ? path : path.slice(root.length + 1),
    package: packageName,
    goPackage,
    generated: target === '' ? folder : target,
    goName,
  };
}

/** Puts the new name where a neighbour's stands, by itself or with a version behind it. */
function renaming(about: string, name: string): (text: string) => string {
  const { snake } = nameForms(name);
  const compact = (text: string) => text.replaceAll(/[_.-]/g, '');
  const pairs: readonly (readonly [string, string])[] = [
    [about, snake],
    [compact(about), compact(snake)],
    [pluralOf(about), pluralOf(snake)],
    [compact(pluralOf(about)), compact(pluralOf(snake))],
  ];
  return (text) =>
    text
      .split(/([/.;])/)
      .map((segment) => {
        const [, word = '', ending = ''] = /^(.*?)((?:[_-]?(?:v\d+\w*|pb|grpc|proto))*)$/.exec(segment) ?? [];
        const found = pairs.find(([old]) => old !== '' && old === word);
        return found === undefined ? segment : `${found[1]}${ending}`;
      })
      .join('');
}

function generatedFolder({ generated, goPackage }: Neighbour, { module }: Survey): string | undefined {
  if (generated !== undefined) {
    return generated;
  }
  const path = goPackage.replace(/;.*$/, '');
  return path.startsWith(`${module}/`) ? path.slice(module.length + 1) : undefined;
}

function neighbourOf(path: string, survey: Survey): Neighbour | undefined {
  const text = survey.reader.read(path) ?? '';
  const said = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const packageName = said(/^\s*package\s+([\w.]+)\s*;/m);
  const goPackage = said(/^\s*option\s+go_package\s*=\s*"([^"]*)"\s*;/m);
  if (packageName === '' || !/^\s*syntax\s*=\s*"proto3"/m.test(text)) {
    return undefined;
  }
  const made = generatedFrom(path, survey);
  const root = made === undefined ? rootOf(path, packageName, survey) : path.slice(0, -made.source.length - 1);
  const last = goPackage.split(';').pop()?.split('/').pop() ?? '';
  return {
    path,
    root: root === path.slice(0, -1) ? '' : root,
    package: packageName,
    goPackage,
    generated: made?.folder,
    goName: made?.goName ?? last.replaceAll(/\W/g, '_'),
    isService: /^\s*service\s+\w+/m.test(text),
  };
}

interface Made {
  readonly folder: string;
  readonly goName: string;
  readonly source: string;
}

/** The generated file that says it comes from a contract. */
function generatedFrom(path: string, { reader, header }: Survey): Made | undefined {
  const stem = (path.split('/').pop() ?? '').replace(/\.proto$/, '');
  for (const file of reader.goFiles) {
    if (file.endsWith(`${stem}.pb.go`)) {
      const source = /^\/\/ source: (\S+)$/m.exec((reader.read(file) ?? '').slice(0, 2000))?.[1];
      if (source !== undefined && (path === source || path.endsWith(`/${source}`))) {
        return { folder: folderOf(file), goName: header(file).packageName, source };
      }
    }
  }
  return undefined;
}

/** Where the compiler looks: beside buf's file, or above the folders that the package names. */
function rootOf(path: string, packageName: string, survey: Survey): string {
  const folder = folderOf(path);
  const above = folder.split('/').map((_, index, all) => all.slice(0, all.length - index).join('/'));
  const besideBuf = above.find((one) => bufFiles(one, survey).length > 0);
  const named = packageName.replaceAll('.', '/');
  const isNamed = folder === named || folder.endsWith(`/${named}`);
  return isNamed ? folder.slice(0, Math.max(folder.length - named.length - 1, 0)) : (besideBuf ?? folder);
}

function bufFiles(folder: string, { reader }: Survey): readonly string[] {
  return reader.namesIn(folder).filter((name) => /^buf(\.gen|\.work)?\.ya?ml$/.test(name));
}

function rootFolder(path: string): string {
  return path.split('/')[0] ?? '';
}

const passedOver = /^[._]|^(vendor|node_modules|third_party|thirdparty|testdata|google|googleapis|dist|bin|web|ui)$/;
const mostFolders = 4000;

/** Every contract of the module that is its own. */
function protoFiles({ reader }: Survey): readonly string[] {
  const found: string[] = [];
  const folders = [''];
  for (let count = 0; count < mostFolders; count++) {
    const folder = folders.pop();
    if (folder === undefined) {
      break;
    }
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const name of reader.namesIn(folder)) {
      if (name.endsWith('.proto')) {
        found.push(`${prefix}${name}`);
      } else if (!passedOver.test(name) && !/\.[a-z]+$/i.test(name)) {
        folders.push(`${prefix}${name}`);
      }
    }
  }
  return found.sort();
}

/** A plugin other than the usual two, where it makes the services of this module. */
function otherGenerators({ reader }: Survey): string | undefined {
  const hasGrpc = reader.goFiles.some((path) => path.endsWith('_grpc.pb.go'));
  const others = [
    ['.connect.go', 'protoc-gen-connect-go'],
    ['.twirp.go', 'protoc-gen-twirp'],
    ['_drpc.pb.go', 'protoc-gen-go-drpc'],
  ] as const;
  const other = others.find(([ending]) => reader.goFiles.some((path) => path.endsWith(ending)))?.[1];
  const isGogo = reader.goFiles.some(
    (path) => path.endsWith('.pb.go') && (reader.read(path) ?? '').startsWith('// Code generated by protoc-gen-gogo'),
  );
  return hasGrpc ? undefined : isGogo ? 'protoc-gen-gogo' : other;
}
