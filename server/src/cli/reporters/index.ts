/** The output formats of `check`, by the name `--format` takes. */
import type { Reporter } from '../result.ts';
import { reportJson } from './json.ts';
import { reportText } from './text.ts';

export const reporters: Readonly<Record<string, Reporter>> = { text: reportText, json: reportJson };

export const reporterNames = Object.keys(reporters);
