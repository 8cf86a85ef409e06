/**
 * Reads Go files, the least of them that answers the question.
 */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type GoHeader, readHeader, readHeaderPrefix } from '../go/imports.ts';

/** Nearly all headers end within this; the others cost a second read. */
const firstRead = 8_192;
const buffer = new Uint8Array(firstRead);

/**
 * The header of a file on disk without reading the rest of the file.
 *
 * @throws the error of the file system when the file cannot be read
 */
export function readHeaderFile(path: string): GoHeader {
  const descriptor = openSync(path, 'r');
  let length: number;
  try {
    length = readSync(descriptor, buffer, 0, firstRead, 0);
  } finally {
    closeSync(descriptor);
  }
  const { header, complete } = readHeaderPrefix(length === firstRead ? buffer : buffer.subarray(0, length));
  return complete || length < firstRead ? header : readHeader(readFileSync(path));
}
