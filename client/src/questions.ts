/**
 * Asks one question in a quick input: a list where there are choices, a text that is checked while it is typed otherwise.
 * Questions after the first can be gone back from.
 */
import * as vscode from 'vscode';
import type { QuestionRequest } from '../../server/src/protocol.ts';

/** The answer of somebody who wants to see the question before. */
export const GoBack = Symbol('back');

/** Undefined when the user gives up. */
type Answer = string | typeof GoBack | undefined;

export function askQuestion(
  title: string,
  question: QuestionRequest.Question,
  problemOf: (answer: string) => Promise<string | null>,
): Promise<Answer> {
  return question.choices === undefined
    ? askText(title, question, problemOf)
    : askChoice(title, question, question.choices);
}

function askChoice(title: string, question: QuestionRequest.Question, choices: readonly string[]): Promise<Answer> {
  const picker = vscode.window.createQuickPick();
  prepare(picker, title, question);
  picker.placeholder = question.prompt;
  picker.items = choices.map((label) => ({
    label,
    ...(label === question.standard ? { description: 'default' } : {}),
  }));
  return shown(picker, (settle) => [picker.onDidAccept(() => settle(picker.selectedItems[0]?.label))]);
}

function askText(
  title: string,
  question: QuestionRequest.Question,
  problemOf: (answer: string) => Promise<string | null>,
): Promise<Answer> {
  const input = vscode.window.createInputBox();
  prepare(input, title, question);
  input.prompt = question.prompt;
  input.placeholder = question.placeholder ?? '';
  input.value = question.standard ?? '';
  let newest = 0;
  /** Whether the text is accepted; an answer to an older text is not shown any more. */
  const check = async (): Promise<boolean> => {
    const asked = ++newest;
    const problem = await problemOf(input.value.trim());
    if (asked === newest) input.validationMessage = problem ?? undefined;
    return problem === null && asked === newest;
  };
  return shown(input, (settle) => [
    input.onDidChangeValue(() => void check()),
    input.onDidAccept(async () => {
      const answer = input.value.trim();
      if (await check()) settle(answer);
    }),
  ]);
}

function prepare(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  title: string,
  question: QuestionRequest.Question,
): void {
  input.title = `${title}: ${question.title}`;
  input.step = question.step;
  input.totalSteps = question.steps;
  input.ignoreFocusOut = true;
  if (question.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
}

/** Shows the input until it is answered, left or gone back from. */
function shown(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  listen: (settle: (answer: Answer) => void) => readonly vscode.Disposable[],
): Promise<Answer> {
  return new Promise<Answer>((resolve) => {
    const listeners: vscode.Disposable[] = [];
    const settle = (answer: Answer): void => {
      for (const listener of listeners) listener.dispose();
      input.dispose();
      resolve(answer);
    };
    listeners.push(
      ...listen(settle),
      input.onDidTriggerButton(() => settle(GoBack)),
      input.onDidHide(() => settle(undefined)),
    );
    input.show();
  });
}
