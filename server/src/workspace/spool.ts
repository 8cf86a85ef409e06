/** A file that is written piece by piece beside the one it may take the place of in the end. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const BATCH_BYTES = 1 << 20;

export class Spool {
  readonly #path: string;
  readonly #temporary: string;
  #descriptor: number | undefined;
  #isOpened = false;
  #batch: Buffer[] = [];
  #waiting = 0;
  #length = 0;
  #failure: string | undefined;

  /** @param path of the file that is to be; nothing is written before there is enough to write */
  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${path}.${process.pid}.tmp`;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** What cannot be written is remembered for `keep`, and no more is tried. */
  add(part: string | Buffer): void {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    this.#length += bytes.length;
    if (this.#failure !== undefined) return;
    this.#batch.push(bytes);
    this.#waiting += bytes.length;
    if (this.#waiting >= BATCH_BYTES) this.#attempt(() => this.#flush());
  }

  /** Puts the file in its place. Returns why not, if so; nothing is left behind then. */
  keep(): string | undefined {
    this.#attempt(() => {
      this.#flush();
      this.#close();
      renameSync(this.#temporary, this.#path);
    });
    if (this.#failure !== undefined) this.discard();
    return this.#failure;
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#batch = [];
    // Where nothing was opened, there may not even be a folder to look into.
    if (!this.#isOpened) return;
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #flush(): void {
    if (this.#descriptor === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#descriptor = openSync(this.#temporary, 'w');
      this.#isOpened = true;
    }
    writeFileSync(this.#descriptor, Buffer.concat(this.#batch));
    this.#batch = [];
    this.#waiting = 0;
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #attempt(action: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      action();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }
}
