/**
 * What works on the text of a configuration, as one bundle that is read when somebody writes one or wants it changed; scripts/build.mts says
 * how. Sources import the modules themselves.
 */
export * as allowEdge from './allowEdge.ts';
export * as allowImport from './allowImport.ts';
export * as assignPackage from './assignPackage.ts';
export * as complete from './assist/complete.ts';
export * as describe from './assist/describe.ts';
export * as place from './assist/place.ts';
export * as liftDenial from './liftDenial.ts';
export * as propose from './propose.ts';
export * as removeEntry from './removeEntry.ts';
