/**
 * Where the go command keeps what it downloaded, without running it: from the environment and from the file that
 * `go env -w` writes. Pure: variables and the file's text are handed in.
 */
import { toSlashes } from './paths.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface GoEnvironment {
  /** Absolute, with `/`; undefined when not even the home directory is known. */
  readonly moduleCache: string | undefined;
  /** `GOFLAGS` says to leave `vendor` alone. */
  readonly ignoresVendor: boolean;
}

/** The file of `go env -w`; undefined when there is none by definition. */
export function environmentFile(variables: Variables, platform: NodeJS.Platform): string | undefined {
  const chosen = variables['GOENV'];
  if (chosen === 'off') return undefined;
  if (chosen) return toSlashes(chosen);
  const folder = configurationFolder(variables, platform);
  return folder === undefined ? undefined : `${toSlashes(folder)}/go/env`;
}

function configurationFolder(variables: Variables, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return variables['AppData'] ?? variables['APPDATA'];
  const home = variables['HOME'];
  if (platform === 'darwin') return home && `${home}/Library/Application Support`;
  return variables['XDG_CONFIG_HOME'] || (home && `${home}/.config`);
}

/** What the go command would use. A variable of the environment goes before the file. */
export function goEnvironment(variables: Variables, file: string, platform: NodeJS.Platform): GoEnvironment {
  const written = new Map(
    file.split(/\r?\n/).flatMap((line) => {
      const equals = line.indexOf('=');
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)] as const] : [];
    }),
  );
  const value = (name: string): string => variables[name] || written.get(name) || '';
  return {
    moduleCache: moduleCache(value, variables, platform),
    ignoresVendor: /(?:^|\s)-?-mod=(?:mod|readonly)(?:\s|$)/.test(value('GOFLAGS')),
  };
}

function moduleCache(
  value: (name: string) => string,
  variables: Variables,
  platform: NodeJS.Platform,
): string | undefined {
  if (value('GOMODCACHE')) return toSlashes(value('GOMODCACHE'));
  const [path] = value('GOPATH').split(platform === 'win32' ? ';' : ':');
  if (path) return `${toSlashes(path)}/pkg/mod`;
  const home = platform === 'win32' ? variables['USERPROFILE'] : variables['HOME'];
  return home ? `${toSlashes(home)}/go/pkg/mod` : undefined;
}
