/**
 * Access to the syntax of any file of the project, for fixes and refactorings.
 *
 * Judging never needs it. Computing a change does, rarely and for a handful of files, so syntax is parsed when asked for
 * and not kept. Who implements this decides where text comes from: open buffers first, then the disk.
 */
import type { FlatTree } from '../go/tree.ts';

export interface SourceProvider {
  /** Flat tree (with its text) of a Go file by absolute path; undefined when it cannot be read. */
  tree(path: string): FlatTree | undefined;
  /** Text of any file, Go or not; undefined when it does not exist or cannot be read. */
  text(path: string): string | undefined;
  /** Flat tree of a text that is in no file, such as a part of one; undefined where nothing is parsed at all. */
  parse(text: string): FlatTree | undefined;
}
