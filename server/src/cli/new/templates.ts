/** The templates of a command: ours, with a team's own in their place, and a word on those of the team that are used nowhere. */
import { mergeTemplates, type Templates, unusedTemplates } from '../../scaffold/templates.ts';
import type { NewIo } from './io.ts';

export interface UsedTemplates {
  readonly templates: Templates;
  /** Whether some are the team's. */
  readonly areTeams: boolean;
}

export async function templatesIn(folder: string, io: NewIo): Promise<UsedTemplates> {
  const [ours, theirs] = [await io.shippedTemplates(), await io.teamTemplates(folder)];
  for (const unused of unusedTemplates(ours, theirs)) {
    io.err(`warning: ${unused}\n`);
  }
  return { templates: mergeTemplates(ours, theirs), areTeams: theirs.size > 0 };
}
