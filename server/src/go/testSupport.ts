/**
 * Files that only tests use although their name does not say so: suites of assertions that several packages share, helpers that are given a
 * `*testing.T`, containers that tests start. What they import tells.
 */
import type { GoHeader } from './imports.ts';

const IMPORTED =
  /^(?:testing|testing\/\w+|gopkg\.in\/check\.v1|github\.com\/(?:stretchr\/testify|onsi\/ginkgo|onsi\/gomega|ory\/dockertest|testcontainers)(?:\/.+)?)$/;

export function servesTests({ imports }: GoHeader): boolean {
  return imports.some(({ path }) => IMPORTED.test(path));
}
