/** The world and the flags that all commands of `new` share. */
import type { FlatTree } from '../../go/tree.ts';
import type { GeneratedFile } from '../../scaffold/result.ts';
import type { Templates } from '../../scaffold/templates.ts';
import type { WriteOutcome } from '../../workspace/writeFiles.ts';
import { type CommandIo, UsageError } from '../io.ts';

/** The outside world as the generators' commands see it. Paths are absolute or relative to `cwd`. */
export interface NewIo extends CommandIo {
  /** Whether there is a person to ask: both input and output are a terminal. */
  readonly canAsk: boolean;
  ask(question: string): Promise<string>;
  shippedTemplates(): Promise<Templates>;
  /** The team's own, from `.go-architect/templates` in a folder; none when there is no such folder. */
  teamTemplates(folder: string): Promise<Templates>;
  /** Whether a path exists and is anything but an empty folder. */
  isOccupied(path: string): Promise<boolean>;
  writeFiles(root: string, files: readonly GeneratedFile[]): Promise<WriteOutcome>;
  writeChanges(
    root: string,
    created: readonly GeneratedFile[],
    edited: readonly { path: string; before: string; after: string }[],
  ): Promise<WriteOutcome>;
  /** The nearest folder upwards with a go.mod. */
  moduleRoot(folder: string): string | undefined;
  /** The nearest folder upwards that is a repository of git. */
  repositoryRoot(folder: string): string | undefined;
  readText(root: string, path: string): string | undefined;
  namesIn(root: string, folder: string): readonly string[];
  /** Every Go file below a module's root that belongs to the module, tests included, by path relative to it. */
  goFilesOf(root: string): readonly string[];
  /** A reader of Go source; starting it takes a moment. */
  goParser(): Promise<(text: string) => FlatTree>;
  /** Now, as `YYYYMMDDhhmmss` in UTC. */
  timestamp(): string;
}

export interface OutputFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function rootOf(io: NewIo): string {
  const root = io.moduleRoot(io.cwd);
  if (root === undefined) {
    throw new UsageError('there is no go.mod here or in a folder above; run the command inside of a Go module');
  }
  return root;
}
