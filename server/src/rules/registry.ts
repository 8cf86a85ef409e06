/** Every rule there is, by family, in the order in which they are listed to users. */

import { ambiguousLayer } from './architecture/ambiguous-layer.ts';
import { deprecated } from './architecture/deprecated.ts';
import { emptyRule } from './architecture/empty-rule.ts';
import { entryPoint } from './architecture/entry-point.ts';
import { externalImport } from './architecture/external-import.ts';
import { interfaceLocation } from './architecture/interface-location.ts';
import { layerCycle } from './architecture/layer-cycle.ts';
import { layerImport } from './architecture/layer-import.ts';
import { packageName } from './architecture/package-name.ts';
import { replace } from './architecture/replace.ts';
import { signatureLeak } from './architecture/signature-leak.ts';
import { sliceIsolation } from './architecture/slice-isolation.ts';
import { stdImport } from './architecture/std-import.ts';
import { tagLeak } from './architecture/tag-leak.ts';
import { transitive } from './architecture/transitive.ts';
import { unmatched } from './architecture/unmatched.ts';
import { unusedExternal } from './architecture/unused-external.ts';
import { visibility } from './architecture/visibility.ts';
import { deferInLoop } from './concurrency/defer-in-loop.ts';
import { errgroupContext } from './concurrency/errgroup-context.ts';
import { errgroupWait } from './concurrency/errgroup-wait.ts';
import { fireAndForget } from './concurrency/fire-and-forget.ts';
import { gracefulShutdown } from './concurrency/graceful-shutdown.ts';
import { lockCopy } from './concurrency/lock-copy.ts';
import { sharedMap } from './concurrency/shared-map.ts';
import { timeAfter } from './concurrency/time-after.ts';
import { unbounded } from './concurrency/unbounded.ts';
import { unlock } from './concurrency/unlock.ts';
import { waitgroupAdd } from './concurrency/waitgroup-add.ts';
import { background } from './context/background.ts';
import { contextCancel } from './context/cancel.ts';
import { contextFirst } from './context/first.ts';
import { httpTimeout } from './context/http-timeout.ts';
import { inStruct } from './context/in-struct.ts';
import { keyType } from './context/key-type.ts';
import { contextLoop } from './context/loop.ts';
import { contextMissing } from './context/missing.ts';
import { contextNil } from './context/nil.ts';
import { noContextCall } from './context/no-context-call.ts';
import { assertion } from './errors/assert.ts';
import { compare } from './errors/compare.ts';
import { fatal } from './errors/fatal.ts';
import { ignored } from './errors/ignored.ts';
import { logAndReturn } from './errors/log-and-return.ts';
import { naming } from './errors/naming.ts';
import { sentinel } from './errors/sentinel.ts';
import { stringStyle } from './errors/string-style.ts';
import { swallowed } from './errors/swallowed.ts';
import { verb } from './errors/verb.ts';
import { wrap } from './errors/wrap.ts';
import type { Rule } from './rule.ts';
import { concat } from './sql/concat.ts';
import { noLimit } from './sql/no-limit.ts';
import { placeholderCount } from './sql/placeholder-count.ts';
import { pool } from './sql/pool.ts';
import { queryForExec } from './sql/query-for-exec.ts';
import { queryInLoop } from './sql/query-in-loop.ts';
import { rowsClose } from './sql/rows-close.ts';
import { rowsErr } from './sql/rows-err.ts';
import { scanCount } from './sql/scan-count.ts';
import { selectStar } from './sql/select-star.ts';
import { txRollback } from './sql/tx-rollback.ts';
import { suppressionInvalid } from './suppression/invalid.ts';
import { suppressionUnused } from './suppression/unused.ts';

export const allRules: readonly Rule[] = [
  layerImport,
  externalImport,
  stdImport,
  visibility,
  unmatched,
  ambiguousLayer,
  sliceIsolation,
  layerCycle,
  transitive,
  emptyRule,
  unusedExternal,
  interfaceLocation,
  deprecated,
  replace,
  entryPoint,
  packageName,
  tagLeak,
  signatureLeak,
  fatal,
  ignored,
  swallowed,
  logAndReturn,
  naming,
  sentinel,
  assertion,
  compare,
  stringStyle,
  verb,
  wrap,
  background,
  contextFirst,
  noContextCall,
  contextCancel,
  keyType,
  contextNil,
  inStruct,
  httpTimeout,
  contextMissing,
  contextLoop,
  unlock,
  waitgroupAdd,
  errgroupWait,
  errgroupContext,
  deferInLoop,
  timeAfter,
  gracefulShutdown,
  unbounded,
  fireAndForget,
  sharedMap,
  lockCopy,
  rowsClose,
  rowsErr,
  txRollback,
  concat,
  scanCount,
  placeholderCount,
  queryForExec,
  selectStar,
  queryInLoop,
  noLimit,
  pool,
  suppressionInvalid,
  suppressionUnused,
];
