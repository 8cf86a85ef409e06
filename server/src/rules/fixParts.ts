/**
 * What only fixes call, as one bundle that is read when somebody looks at the first of them; scripts/build.mts says how. Sources import the
 * modules themselves.
 */
export * as errorMessage from '../go/errorMessage.ts';
export * as importEdits from '../go/importEdits.ts';
export * as wrapError from '../go/wrapError.ts';
export * as wrapStyle from '../model/wrapStyle.ts';
export * as allowing from './architecture/allowing.ts';
export * as declaringAtConsumers from './architecture/declaringAtConsumers.ts';
export * as moving from './architecture/moving.ts';
export * as movingFile from './architecture/movingFile.ts';
export * as limiting from './concurrency/limiting.ts';
export * as createKeyType from './context/createKeyType.ts';
export * as moveContext from './context/moveContext.ts';
export * as passContext from './context/passContext.ts';
export * as checkedCall from './errors/support/checkedCall.ts';
export * as extractSentinel from './errors/support/extractSentinel.ts';
export * as insteadOfLogLine from './errors/support/insteadOfLogLine.ts';
export * as logLine from './errors/support/logLine.ts';
export * as lookingInGenerated from './errors/support/lookingInGenerated.ts';
export * as returnInstead from './errors/support/returnInstead.ts';
export * as switchWithAs from './errors/support/switchWithAs.ts';
export * as deferBehind from './sql/support/deferBehind.ts';
export * as placeholderEdits from './sql/support/placeholderEdits.ts';
export * as renameDeclaration from './support/renameDeclaration.ts';
