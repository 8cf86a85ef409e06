/**
 * What rules and the language server call of the refactorings, as one bundle that is read when it is needed; scripts/build.mts says
 * how. Sources import the modules themselves.
 */
export * as addContextParameter from './addContextParameter.ts';
export * as invertDependency from './invertDependency.ts';
export * as invertPlan from './invertPlan.ts';
export * as movePackage from './movePackage.ts';
export * as outerUses from './outerUses.ts';
export * as placeForFile from './placeForFile.ts';
export * as placeForPackage from './placeForPackage.ts';
export * as registry from './registry.ts';
