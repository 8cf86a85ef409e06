/**
 * What logs: functions and methods of logging libraries, and of a project's own loggers, which are known by their names. Levels below
 * warning are not of interest here: what is written for whoever debugs is no report of an error.
 */
import type { Callee } from '../../model/types.ts';

/** Names of functions that report something as a warning or worse, or print without a level. */
export const reportingNames = [
  'Error',
  'Errorf',
  'Errorw',
  'Errorln',
  'ErrorContext',
  'ErrorCtx',
  'ErrorS',
  'Warn',
  'Warnf',
  'Warnw',
  'Warnln',
  'WarnContext',
  'Warning',
  'Warningf',
  'Warningln',
  'Print',
  'Printf',
  'Println',
  'Msg',
  'Msgf',
  'Send',
] as const;

/** The ones whose first argument is a format. */
export const formatNames: ReadonlySet<string> = new Set(['Errorf', 'Warnf', 'Warningf', 'Printf', 'Msgf']);

const LIBRARIES = new Set([
  'log',
  'log/slog',
  'github.com/sirupsen/logrus',
  'github.com/rs/zerolog/log',
  'go.uber.org/zap',
  'k8s.io/klog',
  'k8s.io/klog/v2',
  'github.com/golang/glog',
]);

/** The package of a project's logging functions: `logger.Errorf`. */
const LOG_PACKAGE = /(?:^|\/)(?:z|s|k|g|x)?log(?:s|ger|ging|rus|util)?$/;
const LOGGER_TYPE = /(?:^|[a-z])(?:logger|log|logging)$|^(?:Entry|Event|FieldLogger|Ext1FieldLogger)$/i;

/** Whether a call writes to a log at a level that somebody is meant to read. */
export function isReport({ kind, fullName }: Callee): boolean {
  const dot = fullName.lastIndexOf('.');
  const name = fullName.slice(dot + 1);
  if (!(reportingNames as readonly string[]).includes(name)) return false;
  if (kind === 'function') {
    const path = fullName.slice(0, dot);
    return LIBRARIES.has(path) || LOG_PACKAGE.test(path);
  }
  if (kind !== 'method' && kind !== 'interfaceMethod') return false;
  const type = /([\w]+)\)\.\w+$/.exec(fullName)?.[1] ?? '';
  const path = /^\(\*?(.*)\.\w+\)\.\w+$/.exec(fullName)?.[1] ?? '';
  if (path === 'testing') return false;
  if (name === 'Msg' || name === 'Msgf' || name === 'Send') return path === 'github.com/rs/zerolog';
  return LOGGER_TYPE.test(type);
}
