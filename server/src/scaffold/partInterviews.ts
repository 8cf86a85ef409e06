/** What the parts that fit themselves to a module's code ask, derived from how the catalogue defines each of them. */
import { fieldTypes, parseFields } from './fields.ts';
import { type Answers, fieldsIn, type Interview, type Question, readerOf } from './interviews.ts';
import { entityNameProblem } from './names.ts';
import { type PartDefinition, partDefinitions, partIn } from './parts/catalog.ts';
import { directoryProblems } from './parts/part.ts';
import { success } from './result.ts';

export const partInterviews: readonly Interview[] = partDefinitions.map((definition) => ({
  name: definition.name,
  questions: () => questionsOf(definition),
  make: (answers, module, templates) => {
    const made = partIn(definition, optionsOf(answers), readerOf(module), templates, module.parse);
    if (!made.ok) return made;
    const { changes, next } = made.value;
    const first = changes.find(({ path }) => !path.endsWith('_test.go')) ?? changes[0];
    return success({ changes, next, open: first?.path ?? 'go.mod' });
  },
}));

function questionsOf({ named, nameProblem, kinds, options, fields }: PartDefinition): readonly Question[] {
  const questions: Question[] = [];
  if (named) {
    const prompt = 'What it is for, in the singular';
    questions.push({
      id: 'name',
      title: 'Name',
      prompt,
      placeholder: 'Order',
      problem: nameProblem ?? entityNameProblem,
    });
  }
  if (kinds !== undefined) {
    const problem = (answer: string) =>
      kinds.includes(answer) ? undefined : `"${answer}" is not one of ${kinds.join(', ')}`;
    questions.push({
      id: 'kind',
      title: 'Kind',
      prompt: 'Which of them',
      choices: kinds,
      standard: kinds[0] ?? '',
      problem,
    });
  }
  if (options.includes('port')) {
    const prompt = 'The interface it is for, as Interface or folder.Interface; empty: the one that fits the name';
    questions.push({ id: 'port', title: 'Port', prompt, standard: '', problem: () => undefined });
  }
  if (fields !== undefined) questions.push(fieldsQuestion(fields));
  if (options.includes('directory')) {
    questions.push({
      id: 'directory',
      title: 'Folder',
      prompt: "Relative to the module; empty: the place that the module's layout gives it",
      standard: '',
      problem: (answer) => (answer === '' ? undefined : directoryProblems(answer)[0]?.message),
    });
  }
  return questions;
}

function fieldsQuestion(fields: 'needed' | 'possible'): Question {
  const otherwise = fields === 'possible' ? '; empty: those of the entity that is there' : '';
  return {
    id: 'fields',
    title: 'Fields',
    prompt: `Each as name:type, with spaces between; types: ${fieldTypes.join(', ')}${otherwise}`,
    placeholder: 'number:string total:int64 paid:bool',
    ...(fields === 'possible' ? { standard: '' } : {}),
    problem: (answer) => {
      if (answer.trim() === '' && fields === 'possible') return undefined;
      const parsed = parseFields(fieldsIn(answer));
      return parsed.ok ? undefined : parsed.problems[0]?.message;
    },
  };
}

/** What is answered with nothing is not said. */
function optionsOf({ name = '', fields = '', kind, port, directory }: Answers) {
  return {
    name,
    fields: fieldsIn(fields),
    ...(kind ? { kind } : {}),
    ...(port ? { port } : {}),
    ...(directory ? { directory } : {}),
  };
}
