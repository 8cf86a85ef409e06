/** What a file is to the rules of its layer: test files may be allowed more. */
import type { FileRole } from '../config/layers.ts';
import type { ProjectFile } from './project.ts';

export function roleOf({ isTest, facts }: Pick<ProjectFile, 'isTest' | 'facts'>): FileRole {
  if (!isTest) return 'production';
  return facts.header.packageName.endsWith('_test') ? 'blackBoxTest' : 'test';
}
