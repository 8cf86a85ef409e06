/**
 * Errors that documentation promises as they are. Whoever calls a Read may compare with io.EOF, and has to: the contract of
 * io.Reader says that it is never wrapped.
 */
import type { Project } from '../../../model/project.ts';
import type { Callee } from '../../../model/types.ts';

/** By sentinel, the functions that return it bare; `true` for those that nobody wraps. */
const PROMISED: Readonly<Record<string, RegExp | true>> = {
  'io.ErrUnexpectedEOF': /^io\.(?:ReadFull|ReadAtLeast)$/,
  'io.ErrShortBuffer': /^io\.ReadAtLeast$/,
  'io.ErrClosedPipe': /^\(\*io\.Pipe(?:Writer|Reader)\)\./,
  'io/fs.SkipDir': true,
  'io/fs.SkipAll': true,
  'path/filepath.SkipDir': true,
  'path/filepath.SkipAll': true,
  'bufio.ErrFinalToken': true,
  'bufio.ErrBufferFull': true,
  'google.golang.org/api/iterator.Done': true,
  'google.golang.org/grpc.ErrServerStopped': true,
  'database/sql.ErrNoRows': /^\(\*database\/sql\.Row\)\.Scan$/,
  'context.Canceled': /^(?:\(context\.Context\)\.Err|context\.Cause)$/,
  'context.DeadlineExceeded': /^(?:\(context\.Context\)\.Err|context\.Cause)$/,
  'mime.ErrInvalidMediaParameter': /^mime\.ParseMediaType$/,
  'mime/multipart.ErrMessageTooLarge': /^\(\*mime\/multipart\.Reader\)\.ReadForm$/,
  'net/http.ErrServerClosed': true,
  'net/http.ErrUseLastResponse': true,
  'net/http.ErrAbortHandler': true,
};

/** Functions that read: what they return at the end is io.EOF itself. */
const READS =
  /^(?:Read\w*|Next\w*|Peek|Discard|Token|Decode|RawToken|Recv\w*|Scan\w*|Fscan\w*|Sscan\w*|Copy\w*|Seek|WriteTo|Skip\w*)$/i;

/** @param own path of the package that compares */
export function isPromised(
  path: string,
  name: string,
  callee: Callee | undefined,
  project: Project,
  own: string | undefined,
): boolean {
  if (path === 'io' && name === 'EOF') return !wrapsEndOfFile(callee, project, own);
  const from = callee ? packageOf(callee.fullName) : '';
  // Errno is a number; the functions that return it return it bare.
  if (path === 'syscall' || path === 'golang.org/x/sys/unix')
    return from === '' || /^(?:syscall|golang\.org\/x\/sys)/.test(from);
  const promised = PROMISED[`${path}.${name}`];
  if (promised === undefined) return false;
  return promised === true || (callee !== undefined && promised.test(callee.fullName));
}

/** Only functions of the project's own other packages that do not look like readers may wrap io.EOF. */
function wrapsEndOfFile(callee: Callee | undefined, project: Project, own: string | undefined): boolean {
  if (!callee || callee.kind === 'interfaceMethod') return false;
  const name = callee.fullName.slice(callee.fullName.lastIndexOf('.') + 1);
  const from = packageOf(callee.fullName);
  return !READS.test(name) && from !== own && project.resolveImport(from).origin === 'project';
}

function packageOf(fullName: string): string {
  const name = /^\(\*?(.*)\)\.[^.]+$/.exec(fullName)?.[1] ?? fullName;
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
