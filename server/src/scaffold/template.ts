/**
 * Renders one template text. Eta does the work; this module only fixes how our templates are written:
 * `<%= expression %>` is replaced by its value, unescaped because the output is source code, and a line that holds
 * nothing but a `<% statement %>` disappears together with its line break, so that templates read as the file they
 * become. It does not know what a project is.
 */
import { Eta } from 'eta/core';

export type TemplateData = Readonly<Record<string, unknown>>;

const engine = new Eta({ autoEscape: false, autoTrim: false, useWith: false });

const controlLine = /^[ \t]*(<%(?![=~])(?:(?!%>)[^\n])*%>)[ \t]*\r?\n/gm;

/** Throws when the template itself is wrong; the message names the template. */
export function renderTemplate(name: string, text: string, data: TemplateData): string {
  if (!text.includes('<%')) {
    return text;
  }
  try {
    return engine.renderString(text.replace(controlLine, '$1'), data);
  } catch (error) {
    throw new TemplateError(name, `does not render: ${reasonOf(error)}`);
  }
}

/** What Eta says before the program it made of the template, on one line. */
function reasonOf(error: unknown): string {
  const [said = ''] = (error instanceof Error ? error.message : String(error)).split(/\n={4,}\n/);
  return said.split(/\n+/).join(': ');
}

export class TemplateError extends Error {
  constructor(name: string, fault: string) {
    super(`template ${name} ${fault}`);
    this.name = 'TemplateError';
  }
}
