/** Every tool whose configuration `go-architect init --from` translates. */
export { translateArchGo } from './archGo.ts';
export { translateDepguard } from './depguard.ts';
export { translateGoArchLint } from './goArchLint.ts';
export { translateGoCleanarch } from './goCleanarch.ts';
export { translateImportRestrictions } from './importRestrictions.ts';
export { recogniseTool } from './recognise.ts';
