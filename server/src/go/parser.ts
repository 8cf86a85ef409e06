// Go source in, flat tree out. The parser itself is the WebAssembly module in server/native: tree-sitter, its
// Go grammar and a function that writes the tree as rows (see tree.ts). This file moves text in and rows
// out, and owns the lifetimes on the other side: nobody else holds anything that must be freed.
//
// Nothing here reads files; whoever creates a parser brings the compiled module. Every text parses: what is
// not Go becomes Kind.ERROR nodes. A byte order mark is kept as the first character of the text, so that
// offsets are the file's own.

import type { FlatTree } from './tree.ts';

const ASCII = 0;
const UTF16 = 1;
const WORDS_PER_NODE = 4;

// WebAssembly memory never shrinks. After a giant file the instance is replaced, which costs a millisecond.
const REPLACE_INSTANCE_ABOVE_BYTES = 64 * 1024 * 1024;

export class GoParser {
  readonly #module: WebAssembly.Module;
  /** Open documents live in an instance of their own, so that the one for single files can be replaced at any time. */
  #files: Instance;
  #documents: Instance | undefined;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#files = instantiate(module);
  }

  static create(module: WebAssembly.Module): GoParser {
    return new GoParser(module);
  }

  /** Parses a text, or the bytes of a file as they are on disk (UTF-8). Keeps nothing. */
  parse(source: string | Uint8Array): FlatTree {
    try {
      return typeof source === 'string' ? parseText(this.#files, source) : parseBytes(this.#files, source);
    } catch (error) {
      // Whatever stopped the instance half-way, it cannot be trusted with the next file.
      this.#files = instantiate(this.#module);
      throw error;
    } finally {
      if (this.#files.memory.buffer.byteLength > REPLACE_INSTANCE_ABOVE_BYTES) this.#files = instantiate(this.#module);
    }
  }

  /** Opens a document that will be edited: each edit re-parses only what it touches. Dispose of it in the end. */
  open(text: string): ParsedDocument {
    this.#documents ??= instantiate(this.#module);
    return new OpenDocument(this.#documents, text);
  }
}

/** A text that changes, and its tree at every moment. */
export interface ParsedDocument {
  readonly text: string;
  /** The tree of the current text; parsed when first asked for after an edit. */
  readonly tree: FlatTree;
  /** Replaces the characters from `start` to `oldEnd`, offsets into the current text. Apply several changes one by one. */
  edit(start: number, oldEnd: number, newText: string): void;
  dispose(): void;
}

class OpenDocument implements ParsedDocument {
  readonly #instance: Instance;
  #handle: number;
  #text: string;
  #tree: FlatTree | undefined;

  constructor(instance: Instance, text: string) {
    this.#instance = instance;
    this.#text = text;
    writeUtf16(instance, text);
    this.#handle = instance.document_open(text.length);
  }

  get text(): string {
    return this.#text;
  }

  get tree(): FlatTree {
    this.#assertOpen();
    this.#tree ??= readTree(this.#instance, this.#instance.document_parse(this.#handle), this.#text);
    return this.#tree;
  }

  edit(start: number, oldEnd: number, newText: string): void {
    this.#assertOpen();
    const length = this.#text.length;
    if (!(Number.isInteger(start) && Number.isInteger(oldEnd) && 0 <= start && start <= oldEnd && oldEnd <= length)) {
      throw new RangeError(`An edit of ${start} to ${oldEnd} is outside the document, which has ${length} characters.`);
    }
    writeUtf16(this.#instance, newText);
    this.#instance.document_edit(this.#handle, start, oldEnd, newText.length);
    this.#text = this.#text.slice(0, start) + newText + this.#text.slice(oldEnd);
    this.#tree = undefined;
  }

  dispose(): void {
    if (this.#handle !== 0) this.#instance.document_close(this.#handle);
    this.#handle = 0;
  }

  #assertOpen(): void {
    if (this.#handle === 0) throw new Error('This document was disposed of; open it again to parse it.');
  }
}

/** What go_parser.c exports. Pointers are byte offsets into its memory. */
interface Instance {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  start(): void;
  reserve_input(byteCount: number): number;
  is_ascii(byteCount: number): number;
  parse(byteCount: number, encoding: number): number;
  nodes(): number;
  document_open(length: number): number;
  document_edit(document: number, start: number, oldEnd: number, newCount: number): void;
  document_parse(document: number): number;
  document_close(document: number): void;
}

function instantiate(module: WebAssembly.Module): Instance {
  const instance = new WebAssembly.Instance(module, {}).exports as unknown as Instance;
  instance._initialize();
  instance.start();
  return instance;
}

function parseText(instance: Instance, text: string): FlatTree {
  // The encoder reports the bytes it wrote; as many bytes as characters means that all of them were ASCII.
  const input = instance.reserve_input(text.length);
  const { written } = encoder.encodeInto(text, new Uint8Array(instance.memory.buffer, input, text.length));
  if (written === text.length && instance.is_ascii(written) !== 0) {
    return readTree(instance, instance.parse(text.length, ASCII), text);
  }
  writeUtf16(instance, text);
  return readTree(instance, instance.parse(text.length * 2, UTF16), text);
}

function parseBytes(instance: Instance, bytes: Uint8Array): FlatTree {
  const input = instance.reserve_input(bytes.length);
  new Uint8Array(instance.memory.buffer, input, bytes.length).set(bytes);
  if (instance.is_ascii(bytes.length) !== 0) {
    return readTree(instance, instance.parse(bytes.length, ASCII), decoder.decode(bytes));
  }
  const text = decoder.decode(bytes);
  writeUtf16(instance, text);
  return readTree(instance, instance.parse(text.length * 2, UTF16), text);
}

function writeUtf16(instance: Instance, text: string): void {
  const input = instance.reserve_input(text.length * 2);
  const units = new Uint16Array(instance.memory.buffer, input, text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
}

function readTree(instance: Instance, count: number, text: string): FlatTree {
  const nodes = new Int32Array(instance.memory.buffer, instance.nodes(), count * WORDS_PER_NODE).slice();
  return { nodes, count, text };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
