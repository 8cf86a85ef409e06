/**
 * What only fixes call, as one bundle that is read when somebody looks at the first of them; scripts/build.mts says how. Sources import the
 * modules themselves.
 */
export * as errorMessage from './errorMessage.ts';
export * as importEdits from './importEdits.ts';
export * as wrapError from './wrapError.ts';
