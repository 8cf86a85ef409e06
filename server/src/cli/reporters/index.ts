/** The output formats of `check`, by the name `--format` takes. */
import type { Reporter } from '../result.ts';
import { reportGithub } from './github.ts';
import { reportGitlab } from './gitlab.ts';
import { reportJson } from './json.ts';
import { reportJunit } from './junit.ts';
import { reportMarkdown } from './markdown.ts';
import { reportSarif } from './sarif.ts';
import { reportText } from './text.ts';

export const reporters: Readonly<Record<string, Reporter>> = {
  text: reportText,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
  gitlab: reportGitlab,
  junit: reportJunit,
  markdown: reportMarkdown,
};

export const reporterNames = Object.keys(reporters);
