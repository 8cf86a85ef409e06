/**
 * Answers about a project that take work to find and are asked for again and again: by an editor at every move of the cursor, by a
 * check for every finding. They are kept until anything in the project changes.
 */
import type { Project } from '../../model/project.ts';

export function untilChanged<Answer>(): (project: Project, key: string, find: () => Answer) => Answer {
  const known = new WeakMap<Project, { readonly generation: number; readonly answers: Map<string, Answer> }>();
  return (project, key, find) => {
    let current = known.get(project);
    if (current?.generation !== project.generation) {
      current = { generation: project.generation, answers: new Map() };
      known.set(project, current);
    }
    const before = current.answers.get(key);
    if (before !== undefined) return before;
    const answer = find();
    current.answers.set(key, answer);
    return answer;
  };
}
