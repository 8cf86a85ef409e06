/** Every rule there is, by family, in the order in which they are listed to users. */
import { layerImport } from './architecture/layer-import.ts';
import type { Rule } from './rule.ts';
import { suppressionInvalid } from './suppression/invalid.ts';
import { suppressionUnused } from './suppression/unused.ts';

export const allRules: readonly Rule[] = [layerImport, suppressionInvalid, suppressionUnused];
