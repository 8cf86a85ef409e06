/** Entry of what is installed as `go-architect`: the command line proper lies beside it and is run from its compiled form. */
import { join } from 'node:path';
import { cacheFolder } from './workspace/cacheFolder.ts';
import { runProgram } from './workspace/compiledProgram.ts';

const program = runProgram(join(__dirname, 'commandLine.js'), cacheFolder());

// Only a check has been through what the others need as well; after `--version` there is next to nothing to keep.
const [, , command, ...options] = process.argv;
if (command === 'check' && !options.includes('--no-cache')) process.once('exit', () => program.keep());
