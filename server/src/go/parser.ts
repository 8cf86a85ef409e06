// Go source in, flat tree out. The parser itself is the WebAssembly module in server/native: tree-sitter, its
// Go grammar and a function that writes the tree as rows (see tree.ts). This file moves text in and rows
// out, and owns the lifetimes on the other side: nobody else holds anything that must be freed.
//
// Nothing here reads files; whoever creates a parser brings the compiled module. Every text parses: what is
// not Go becomes Kind.ERROR nodes. A byte order mark is kept as the first character of the text, so that
// offsets are the file's own.

import { newsOfValues, otherLetter } from './newOperand.ts';
import type { FlatTree } from './tree.ts';

const ASCII = 0;
const UTF16 = 1;
const WORDS_PER_NODE = 4;

/** Hardly any file needs more, and a new instance is made in no time. */
const LARGE_INSTANCE_BYTES = 16 * 1024 * 1024;

export class GoParser {
  readonly #module: WebAssembly.Module;
  #files: Instance;
  /** An instance serves either files, and forgets each of them, or open documents. */
  #documents: DocumentHome | undefined;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#files = instantiate(module);
  }

  static create(module: WebAssembly.Module): GoParser {
    return new GoParser(module);
  }

  /** Parses a text, or the bytes of a file as they are on disk (UTF-8). Keeps nothing. */
  parse(source: string | Uint8Array): FlatTree {
    let finished = false;
    try {
      const tree = typeof source === 'string' ? parseText(this.#files, source) : parseBytes(this.#files, source);
      finished = true;
      return tree;
    } finally {
      // An instance that was stopped half-way cannot be trusted with the next file.
      if (!finished || isLarge(this.#files)) this.#files = instantiate(this.#module);
    }
  }

  /** Opens a document that will be edited: an edit re-parses only what it touches. Dispose of it in the end. */
  open(text: string): ParsedDocument {
    this.#documents ??= new DocumentHome(this.#module);
    return new OpenDocument(this.#documents, text);
  }

  /** The memory held on the WebAssembly side. */
  get memoryBytes(): number {
    return this.#files.memory.buffer.byteLength + (this.#documents?.instance.memory.buffer.byteLength ?? 0);
  }
}

/** A text that changes, and its tree at every moment. */
export interface ParsedDocument {
  readonly text: string;
  /**
   * The tree of the current text; parsed when first asked for after an edit. It is the tree a fresh parse gives,
   * except in a text beyond 1 Mi characters while that has syntax errors: there recovery may group tokens
   * differently, until the errors are gone.
   */
  readonly tree: FlatTree;
  /** Replaces the characters from `start` to `oldEnd`, offsets into the current text. Apply several changes one by one. */
  edit(start: number, oldEnd: number, newText: string): void;
  dispose(): void;
}

class OpenDocument implements ParsedDocument {
  readonly #home: DocumentHome;
  #text: string;
  #tree: FlatTree | undefined;
  /** Where this document is open on the other side; nowhere before its first tree or after a renewal. */
  #place: { readonly instance: Instance; readonly handle: number } | undefined;
  /** Where the text differs on the other side, see newOperand.ts. */
  #renamed: readonly number[] = [];
  #disposed = false;

  constructor(home: DocumentHome, text: string) {
    this.#home = home;
    this.#text = text;
    home.documents += 1;
  }

  get text(): string {
    return this.#text;
  }

  get tree(): FlatTree {
    this.#assertOpen();
    if (this.#tree === undefined) {
      try {
        this.#tree = this.#parse();
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        this.#home.renew();
        this.#tree = this.#parse();
      }
    }
    return this.#tree;
  }

  edit(start: number, oldEnd: number, newText: string): void {
    this.#assertOpen();
    const length = this.#text.length;
    if (!(Number.isInteger(start) && Number.isInteger(oldEnd) && 0 <= start && start <= oldEnd && oldEnd <= length)) {
      throw new RangeError(`An edit of ${start} to ${oldEnd} is outside the document, which has ${length} characters.`);
    }
    this.#text = this.#text.slice(0, start) + newText + this.#text.slice(oldEnd);
    this.#tree = undefined;
    if (this.#place?.instance !== this.#home.instance) return;
    try {
      this.#replace(start, oldEnd, newText);
      const moved = newText.length - (oldEnd - start);
      this.#renamed = this.#renamed.flatMap((at) => (at < start ? [at] : at < oldEnd ? [] : [at + moved]));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#home.renew();
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#place?.instance === this.#home.instance) this.#place.instance.document_close(this.#place.handle);
    this.#home.documents -= 1;
    if (this.#home.documents === 0 && isLarge(this.#home.instance)) this.#home.renew();
  }

  #parse(): FlatTree {
    const { instance } = this.#home;
    const renamed = newsOfValues(this.#text);
    if (this.#place?.instance !== instance) {
      rename(renamed, writeUtf16(instance, this.#text));
      this.#place = { instance, handle: instance.document_open(this.#text.length) };
    } else {
      const [before, now] = [new Set(this.#renamed), new Set(renamed)];
      for (const at of before) if (!now.has(at)) this.#replace(at, at + 1, this.#text.charAt(at));
      for (const at of now) if (!before.has(at)) this.#replace(at, at + 1, otherLetter);
    }
    this.#renamed = renamed;
    return readTree(instance, instance.document_parse(this.#place.handle), this.#text);
  }

  /** Edits the text on the other side, as far as it is open there. */
  #replace(start: number, oldEnd: number, newText: string): void {
    if (!this.#place) return;
    writeUtf16(this.#place.instance, newText);
    this.#place.instance.document_edit(this.#place.handle, start, oldEnd, newText.length);
  }

  #assertOpen(): void {
    if (this.#disposed) throw new Error('This document was disposed of; open it again to parse it.');
  }
}

/**
 * The instance the open documents share. When it fails (out of memory, or a bug on the other side) it is
 * replaced, and each document moves into the new one by itself: its text is all it takes.
 */
class DocumentHome {
  readonly #module: WebAssembly.Module;
  instance: Instance;
  documents = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.instance = instantiate(module);
  }

  renew(): void {
    this.instance = instantiate(this.#module);
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

// WebAssembly memory never shrinks; after a giant file a new instance is the way to give it back.
function isLarge(instance: Instance): boolean {
  return instance.memory.buffer.byteLength > LARGE_INSTANCE_BYTES;
}

function parseText(instance: Instance, text: string): FlatTree {
  // Given room for one byte a character, the encoder reads the whole text only if all of it is ASCII.
  const input = instance.reserve_input(text.length);
  const { read } = encoder.encodeInto(text, new Uint8Array(instance.memory.buffer, input, text.length));
  return read === text.length ? parseAscii(instance, text, input) : parseUtf16(instance, text);
}

function parseBytes(instance: Instance, bytes: Uint8Array): FlatTree {
  const input = instance.reserve_input(bytes.length);
  new Uint8Array(instance.memory.buffer, input, bytes.length).set(bytes);
  const ascii = instance.is_ascii(bytes.length) !== 0;
  const text = decoder.decode(bytes);
  return ascii ? parseAscii(instance, text, input) : parseUtf16(instance, text);
}

/** The text stands in the input already. */
function parseAscii(instance: Instance, text: string, input: number): FlatTree {
  rename(newsOfValues(text), new Uint8Array(instance.memory.buffer, input, text.length));
  return readTree(instance, instance.parse(text.length, ASCII), text);
}

function parseUtf16(instance: Instance, text: string): FlatTree {
  rename(newsOfValues(text), writeUtf16(instance, text));
  return readTree(instance, instance.parse(text.length * 2, UTF16), text);
}

function writeUtf16(instance: Instance, text: string): Uint16Array {
  const input = instance.reserve_input(text.length * 2) >>> 0;
  const units = new Uint16Array(instance.memory.buffer, input, text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  return units;
}

/** What the parser reads from here on; the text of the tree keeps the name. */
function rename(letters: readonly number[], input: Uint8Array | Uint16Array): void {
  for (const at of letters) input[at] = otherLetter.charCodeAt(0);
}

function readTree(instance: Instance, count: number, text: string): FlatTree {
  // Addresses above 2 GiB come as negative numbers.
  const nodes = new Int32Array(instance.memory.buffer, instance.nodes() >>> 0, count * WORDS_PER_NODE).slice();
  return { nodes, count, text };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
