/**
 * How a handler speaks in the router's idiom: what it takes and returns, where the request is, and with which statements it
 * answers, be it plainly or with the functions of its module. The template puts these together.
 */
import type { HandlerLog } from './loggers.ts';
import { answering, type Responder, type Responses } from './responses.ts';
import type { Survey } from './survey.ts';

export interface Web {
  readonly parameters: string;
  /** With the space before it. */
  readonly result: string;
  readonly writer: string;
  readonly request: string;
  /** The identifier in the path, and the value of a query parameter called `name`. */
  readonly id: string;
  readonly query: string;
  /** What sets a header of the answer. */
  readonly header: string;
  /** Calls; `leave` and `end` make statements of them, the one in the middle and the other at the end of a handler. */
  readonly answer: (status: string, data: string) => string;
  readonly refuse: (status: string, error: string) => string;
  readonly malformed: (error: string) => string;
  readonly failed: (error: string) => string;
  readonly empty: string;
  readonly broken: string;
  readonly leave: (call: string, indent?: number) => string;
  readonly end: (call: string) => string;
  /** Whether the handler has a method of its own for refusals, and the body of one for answers; `''` for none. */
  readonly refuses: boolean;
  readonly answers: string;
  /** Whether the functions choose the status. */
  readonly choosesStatus: boolean;
}

export interface WebParts {
  readonly router: Survey['router'];
  readonly log: Pick<HandlerLog, 'statement'>;
  readonly echoContext: string;
  readonly responses: Responses | undefined;
  /** How the file calls the packages of those functions, with the dot. */
  readonly qualifierOf: (responder: Responder) => string;
  readonly notFound: string | undefined;
  /** The error that stands for what is our fault. */
  readonly internal: string;
}

type Idiom = Pick<Web, 'parameters' | 'result' | 'writer' | 'request' | 'id' | 'query' | 'header'> & {
  readonly given: string;
  /** The plain answer in the library's own words. */
  readonly plain: (log: WebParts['log']) => string;
  readonly none: string;
};

function idiomOf(router: Survey['router'], echoContext: string): Idiom {
  switch (router) {
    case 'gin':
      return {
        parameters: 'c *gin.Context',
        given: 'c',
        result: '',
        writer: 'c.Writer',
        request: 'c.Request',
        id: 'c.Param("id")',
        query: 'c.Query(name)',
        header: 'c.Header',
        plain: () => '\tc.JSON(status, body)',
        none: 'c.Status(http.StatusNoContent)',
      };
    case 'echo':
      return {
        parameters: `c ${echoContext}`,
        given: 'c',
        result: ' error',
        writer: 'c.Response()',
        request: 'c.Request()',
        id: 'c.Param("id")',
        query: 'c.QueryParam(name)',
        header: 'c.Response().Header().Set',
        plain: () => '\treturn c.JSON(status, body)',
        none: 'c.NoContent(http.StatusNoContent)',
      };
    default:
      return {
        parameters: 'w http.ResponseWriter, r *http.Request',
        given: 'w, r',
        result: '',
        writer: 'w',
        request: 'r',
        id: router === 'chi' ? 'chi.URLParam(r, "id")' : 'r.PathValue("id")',
        query: 'r.URL.Query().Get(name)',
        header: 'w.Header().Set',
        plain: (log) =>
          [
            '\tw.Header().Set("Content-Type", "application/json")',
            '\tw.WriteHeader(status)',
            '\tif err := json.NewEncoder(w).Encode(body); err != nil {',
            `\t\t${gone(log, 'r.Context()')}`,
            '\t}',
          ].join('\n'),
        none: 'w.WriteHeader(http.StatusNoContent)',
      };
  }
}

function gone(log: WebParts['log'], context: string): string {
  return log.statement('h.logger', 'Debug', context, 'client went away', ['error', 'error', 'err']);
}

export function webOf({ router, log, echoContext, responses, qualifierOf, notFound, internal }: WebParts): Web {
  const { given, plain, none, ...idiom } = idiomOf(router, echoContext);
  const isEcho = router === 'echo';
  const context = `${idiom.request}.Context()`;
  const said = (responder: Responder, values: { status?: string; data?: string; error?: string }) =>
    answering(responder, qualifierOf(responder), { status: '', data: '', error: '', context, ...values });
  const statements = {
    leave: (call: string, indent = 2) => (isEcho ? `return ${call}` : `${call}\n${'\t'.repeat(indent)}return`),
    end: (call: string) => (isEcho ? `return ${call}` : call),
  };
  const failed = (error: string) => `h.fail(${given}, ${error})`;
  const own = {
    ...idiom,
    ...statements,
    failed,
    answer: (status: string, data: string) => `h.answer(${given}, ${status}, ${data})`,
    refuse: (status: string, error: string) => `h.refuse(${given}, ${status}, ${error})`,
    malformed: (error: string) => `h.refuse(${given}, http.StatusBadRequest, ${error})`,
    empty: none,
    broken: `h.answer(${given}, http.StatusInternalServerError, map[string]string{"error": "something went wrong"})`,
    refuses: true,
    answers: plain(log),
    choosesStatus: false,
  };
  if (responses === undefined) {
    return own;
  }
  const { success, failure, invalid } = responses;
  if (success !== undefined && failure !== undefined && invalid !== undefined) {
    return {
      ...own,
      answer: (_status, data) => said(success, { data }),
      refuse: (_status, error) => (error === notFound ? said(failure, { error }) : said(invalid, { error })),
      malformed: (error) => said(invalid, { error }),
      empty: said(success, { data: 'nil' }),
      broken: said(failure, { error: internal }),
      refuses: false,
      answers: '',
      choosesStatus: true,
    };
  }
  const answered = success === undefined ? own : answeredBy(success, said, own, isEcho, gone(log, context));
  if (failure === undefined) {
    const broken = answered.answer(
      'http.StatusInternalServerError',
      'map[string]string{"error": "something went wrong"}',
    );
    return { ...own, ...answered, broken };
  }
  const refuse = (status: string, error: string) => said(failure, { status, error });
  return {
    ...own,
    ...answered,
    refuse,
    malformed: (error) => refuse('http.StatusBadRequest', error),
    broken: refuse('http.StatusInternalServerError', internal),
    refuses: false,
  };
}

type Said = (responder: Responder, values: { status?: string; data?: string; error?: string }) => string;
type Answering = Pick<Web, 'answer' | 'answers'>;

/** Directly, unless what the function returns has to be looked at. */
function answeredBy(success: Responder, said: Said, own: Answering, isEcho: boolean, onError: string): Answering {
  const withStatus = said(success, { status: 'status', data: 'body' });
  if (isEcho) {
    return { answer: own.answer, answers: `\treturn ${withStatus}` };
  }
  return success.returnsError
    ? { answer: own.answer, answers: `\tif err := ${withStatus}; err != nil {\n\t\t${onError}\n\t}` }
    : { answer: (status, data) => said(success, { status, data }), answers: '' };
}
