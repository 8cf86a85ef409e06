/**
 * architecture/package-name: a package called after nothing in particular. Judged by its package clause; one finding for each
 * package. What a better name would be is not for us to say.
 */
import * as z from 'zod/mini';
import { defineRule } from '../rule.ts';
import { representativeFile } from './edges.ts';

const options = z.strictObject({
  names: z.optional(z.array(z.string())).check(z.describe('The names to report, instead of the built-in ones.')),
});

export const packageName = defineRule<never, z.infer<typeof options>>({
  meta: {
    id: 'architecture/package-name',
    title: 'A package is named after what it provides',
    severity: 'hint',
    recommended: true,
    needs: 'imports',
    options,
    defaults: {
      names: ['base', 'common', 'commons', 'helper', 'helpers', 'misc', 'util', 'utilities', 'utility', 'utils'],
    },
    honours: ['revive', 'stylecheck'],
  },
  *judgeFile({ project, file, options: { names = [] } }) {
    const { packageName: name, packageStart: start, packageEnd: end } = file.facts.header;
    if (!names.includes(name)) return;
    const owner = project.packageOf(file);
    if (!owner || representativeFile(owner) !== file) return;
    yield {
      message: `"${name}" says nothing about what is inside; name the package after what it provides, or move each part to where it is used.`,
      start,
      end,
      key: owner.path,
      data: { name },
    };
  },
});
