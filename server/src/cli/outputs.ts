/**
 * Where reports go: `--format NAME` prints one, `--format NAME:FILE` writes it to a file, and both may be repeated. Unless a format
 * takes standard output, people get the text there: whoever asks for a file still wants to see what happened.
 */
import { writeReport } from '../workspace/outputFile.ts';
import { joinPath, toSlashes } from '../workspace/paths.ts';
import { type CommandIo, UsageError } from './io.ts';
import { counterLines } from './reporters/counters.ts';
import { reporterNames, reporters } from './reporters/index.ts';
import type { CheckResult, ReportContext, Reporter } from './result.ts';

export interface Output {
  readonly name: string;
  readonly reporter: Reporter;
  /** Undefined is standard output. */
  readonly file: string | undefined;
}

/** @param formats values of `--format`, in order */
export function outputsOf(formats: readonly string[]): readonly Output[] {
  const outputs = formats.map((format): Output => {
    const colon = format.indexOf(':');
    const name = colon < 0 ? format : format.slice(0, colon);
    const file = colon < 0 ? undefined : format.slice(colon + 1);
    const reporter = Object.hasOwn(reporters, name) ? reporters[name] : undefined;
    if (!reporter) throw new UsageError(`There is no format "${name}"; choose one of ${reporterNames.join(', ')}.`);
    if (file === '')
      throw new UsageError(`--format ${format} names no file; write ${name}:FILE, or ${name} to print it.`);
    return { name, reporter, file };
  });
  const printed = outputs.filter(({ file }) => file === undefined).length;
  if (printed > 1) {
    throw new UsageError(
      'Only one format can be printed; write the others to files, as in --format sarif:report.sarif.',
    );
  }
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : joinPath('.', toSlashes(file))));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined)
    throw new UsageError(`Two formats would be written to ${twice.replace(/^\.\//, '')}; name another file for one.`);
  const text = reporters['text'];
  return printed === 0 && text ? [{ name: 'text', reporter: text, file: undefined }, ...outputs] : outputs;
}

export function deliver(
  result: CheckResult,
  outputs: readonly Output[],
  context: Omit<ReportContext, 'useColour'>,
  io: CommandIo,
): void {
  for (const { name, reporter, file } of outputs) {
    const report = reporter(result, { ...context, useColour: file === undefined && io.useColour });
    if (file === undefined) {
      io.out(report);
      if (withoutRoom.has(name)) io.err(`${counterLines(result.stats).join('\n')}\n`);
    } else if (writeReport(io.cwd, file, report)) io.err(`Made the folder of ${file}, which was not there.\n`);
  }
}

/** Formats that hold findings and nothing else. Written to a file, another report that is printed tells what was looked at. */
const withoutRoom: ReadonlySet<string> = new Set(['gitlab']);
