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
  /** What reads the body, and what is known of the request. */
  readonly reading: string;
  readonly context: string;
  readonly path: string;
  readonly method: string;
  /** The identifier in the path, and the value of a query parameter. */
  readonly id: string;
  readonly query: (name: string) => string;
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
  /** The body of the handler's own method for answers; `''` for none. */
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

type Idiom = Pick<
  Web,
  'parameters' | 'result' | 'reading' | 'context' | 'path' | 'method' | 'id' | 'query' | 'header'
> & {
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
        ...requestIn('c.Writer', 'c.Request'),
        id: 'c.Param("id")',
        query: (name) => `c.Query("${name}")`,
        header: 'c.Header',
        plain: () => '',
        none: 'c.Status(http.StatusNoContent)',
      };
    case 'echo':
      return {
        parameters: `c ${echoContext}`,
        given: 'c',
        result: ' error',
        ...requestIn('c.Response()', 'c.Request()'),
        id: 'c.Param("id")',
        query: (name) => `c.QueryParam("${name}")`,
        header: 'c.Response().Header().Set',
        plain: () => '',
        none: 'c.NoContent(http.StatusNoContent)',
      };
    case 'fiber':
      return {
        parameters: 'c *fiber.Ctx',
        given: 'c',
        result: ' error',
        reading: 'c.Body()',
        context: 'c.UserContext()',
        path: 'c.Path()',
        method: 'c.Method()',
        // Fiber uses the memory of a text again after the request.
        id: 'strings.Clone(c.Params("id"))',
        query: (name) => `c.Query("${name}")`,
        header: 'c.Set',
        plain: () => '',
        none: 'c.SendStatus(http.StatusNoContent)',
      };
    default:
      return {
        parameters: 'w http.ResponseWriter, r *http.Request',
        given: 'w, r',
        result: '',
        ...requestIn('w', 'r'),
        id: { chi: 'chi.URLParam(r, "id")', mux: 'mux.Vars(r)["id"]', nethttp: 'r.PathValue("id")' }[router],
        query: (name) => `r.URL.Query().Get("${name}")`,
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

function requestIn(writer: string, request: string) {
  return {
    reading: `${writer}, ${request}`,
    context: `${request}.Context()`,
    path: `${request}.URL.Path`,
    method: `${request}.Method`,
  };
}

function gone(log: WebParts['log'], context: string): string {
  return log.statement('h.logger', 'Debug', context, 'client went away', ['error', 'error', 'err']);
}

export function webOf({ router, log, echoContext, responses, qualifierOf, notFound, internal }: WebParts): Web {
  const { given, plain, none, ...idiom } = idiomOf(router, echoContext);
  const { context } = idiom;
  const returns = router === 'echo' || router === 'fiber';
  const said: Said = (responder, values) =>
    answering(responder, qualifierOf(responder), { status: '', data: '', error: '', context, ...values });
  const own = {
    ...idiom,
    leave: (call: string, indent = 2) => (returns ? `return ${call}` : `${call}\n${'\t'.repeat(indent)}return`),
    end: (call: string) => (returns ? `return ${call}` : call),
    failed: (error: string) => `h.fail(${given}, ${error})`,
  };
  if (responses?.success !== undefined && responses.failure !== undefined && responses.invalid !== undefined) {
    const { success, failure, invalid } = responses;
    return {
      ...own,
      answer: (_status, data) => said(success, { data }),
      refuse: (_status, error) => (error === notFound ? said(failure, { error }) : said(invalid, { error })),
      malformed: (error) => said(invalid, { error }),
      empty: said(success, { data: 'nil' }),
      broken: said(failure, { error: internal }),
      answers: '',
      choosesStatus: true,
    };
  }
  const library: Answering =
    router === 'gin' || returns
      ? {
          answer: (status, data) =>
            router === 'fiber' ? `c.Status(${status}).JSON(${data})` : `c.JSON(${status}, ${data})`,
          answers: '',
        }
      : { answer: (status, data) => `h.answer(${given}, ${status}, ${data})`, answers: plain(log) };
  const { success, failure } = responses ?? {};
  const answered = success === undefined ? library : answeredBy(success, said, given, gone(log, context), returns);
  const body = router === 'gin' ? 'gin.H' : router === 'fiber' ? 'fiber.Map' : 'map[string]string';
  const refuse = (status: string, error: string) =>
    failure === undefined
      ? answered.answer(status, `${body}{"error": ${error}.Error()}`)
      : said(failure, { status, error });
  return {
    ...own,
    ...answered,
    refuse,
    malformed: (error) => refuse('http.StatusBadRequest', error),
    empty: none,
    broken:
      failure === undefined
        ? answered.answer('http.StatusInternalServerError', `${body}{"error": "something went wrong"}`)
        : refuse('http.StatusInternalServerError', internal),
    choosesStatus: false,
  };
}

type Said = (responder: Responder, values: { status?: string; data?: string; error?: string }) => string;
type Answering = Pick<Web, 'answer' | 'answers'>;

/** Directly, unless what the function returns has to be looked at. */
function answeredBy(success: Responder, said: Said, given: string, onError: string, returns: boolean): Answering {
  return success.returnsError && !returns
    ? {
        answer: (status, data) => `h.answer(${given}, ${status}, ${data})`,
        answers: `\tif err := ${said(success, { status: 'status', data: 'body' })}; err != nil {\n\t\t${onError}\n\t}`,
      }
    : { answer: (status, data) => said(success, { status, data }), answers: '' };
}
