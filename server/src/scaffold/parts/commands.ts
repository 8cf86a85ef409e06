/**
 * The commands of a module that run for as long as they are let: what is deployed. What somebody starts by hand, such as migrations or a
 * tool with subcommands, ends by itself and would be started again and again.
 */
import { lastElement } from './services.ts';
import { folderOf, type Survey } from './survey.ts';

/** The names of their binaries; none where the module has no command. */
export function runningCommands(survey: Survey): readonly string[] {
  const isMain = (folder: string) => survey.shape(folder).name === 'main';
  const below = survey.folders.filter((folder) => /^cmd\/[^/]+$/.test(folder) && isMain(folder));
  if (below.length > 0) {
    const named = below.filter((folder) => !toolNames.test(binaryOf(folder)));
    const running = named.filter((folder) => !isTool(folder, survey));
    // What looks like a tool is the one thing to run where there is nothing else.
    return (running.length > 0 ? running : named).map(binaryOf);
  }
  return isMain('cmd') ? ['cmd'] : isMain('') ? [lastElement(survey.module)] : [];
}

const toolNames =
  /^(migrat(e|ions?|or)|seed(s|er)?|tools?|gen|generate|codegen|cli|admin|[a-z]+ctl|([a-z0-9]+[-_])+(cli|tool))$/i;

/** Whether a command is told by its arguments what to do, and waits for nobody. */
function isTool(folder: string, { reader }: Survey): boolean {
  const text = reader.goFiles
    .filter((path) => folderOf(path) === folder && !path.endsWith('_test.go'))
    .map((path) => reader.read(path) ?? '')
    .join('\n');
  return takesArguments.test(text) && !waits.test(text);
}

const takesArguments = /\bos\.Args\[1|\blen\(os\.Args\)|\.(NArg|Args?)\(|\.AddCommand\(|\bcli\.(App|Command)\{/;
const waits = /\b(ListenAndServe\w*|Listen|Serve|Start)\(|<-\s*[\w.]+\.Done\(\)|\.Wait\(\)|^\s*<-\s*\w+$/m;

function binaryOf(folder: string): string {
  return folder.slice('cmd/'.length);
}
