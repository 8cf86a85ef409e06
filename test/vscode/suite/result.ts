/** What a run inside the editor tells the launcher: written as JSON by index.ts, read by runs.mts. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

/** Names of the environment variables through which a launcher speaks to the tests in the extension host. */
export const variables = {
  suites: 'GO_ARCHITECT_TEST_SUITES',
  result: 'GO_ARCHITECT_TEST_RESULT',
  colour: 'GO_ARCHITECT_TEST_COLOUR',
  /** Address of the launcher that drives the page; absent on a desktop. */
  page: 'GO_ARCHITECT_TEST_PAGE',
} as const;
