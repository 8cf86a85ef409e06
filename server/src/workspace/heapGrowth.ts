/**
 * How far the heap of the server may grow before garbage is collected.
 *
 * V8 on its own lets it grow several times over, which suits a program that ends; a server that waits for the next keystroke would
 * keep 150 MB of garbage for a day. While a project is read nobody waits for a keystroke, and the heap is kept tight. While
 * somebody types it gets room, because collecting too often holds up answers: with the limit for reading, one answer in twenty took
 * twice as long.
 */
import { setFlagsFromString } from 'node:v8';

/** By how many percent of what lives the heap may grow. */
const percent = { reading: 20, answering: 60 } as const;

/** Takes effect from the next collection on. Node leaves V8’s flags open for this. */
export function setHeapGrowth(phase: keyof typeof percent): void {
  setFlagsFromString(`--heap-growing-percent=${percent[phase]}`);
}
