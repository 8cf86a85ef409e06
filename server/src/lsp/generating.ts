/**
 * Registers the requests about generators. What answers them is a bundle of its own, read when the first one comes: most sessions
 * generate nothing, and no session should wait for it to start.
 */
import { GenerateRequest, GeneratorsRequest, QuestionRequest, ValidateRequest } from '../protocol.ts';
import type { Scaffolding } from './scaffolding.ts';
import type { Session } from './session.ts';

export function registerGenerating(session: Session): void {
  const { connection } = session;
  let loading: Promise<Scaffolding> | undefined;
  const load = (): Promise<Scaffolding> => {
    loading ??= import('./scaffolding.ts').then(({ scaffolding }) => scaffolding(session));
    return loading;
  };
  connection.onRequest(
    GeneratorsRequest.method,
    async (): Promise<GeneratorsRequest.Result> => (await load()).generators(),
  );
  connection.onRequest(
    QuestionRequest.method,
    async (params: QuestionRequest.Params): Promise<QuestionRequest.Result> => (await load()).question(params),
  );
  connection.onRequest(
    ValidateRequest.method,
    async (params: ValidateRequest.Params): Promise<ValidateRequest.Result> => (await load()).validate(params),
  );
  connection.onRequest(
    GenerateRequest.method,
    async (params: GenerateRequest.Params): Promise<GenerateRequest.Result> => (await load()).generate(params),
  );
}
