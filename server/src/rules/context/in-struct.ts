/**
 * context/in-struct: a struct keeps a context in a field. Whoever calls a method of it cannot see or choose when that work ends, and a
 * request's context kept too long makes later work fail with "context canceled".
 *
 * Left alone: tests, types that embed something and add a context to it, structs that also hold what ends it (a worker and its cancel
 * function), and what carries the parts of one call: arguments, options, requests, messages, adapters.
 */

import { isNamed } from '../../model/types.ts';
import { defineRule } from '../rule.ts';

/** Values that live as long as the call they belong to, and types that are contexts themselves. */
const ONE_CALL =
  /(?:args|arguments|params?|options|opts|config|request|req|call|query|command|cmd|event|message|msg|job|task|item|work|input|context|ctx|state|step|scope|transaction|tx|stream|iterator|iter|reader|writer|responder|response|test|suite|fixture|env|builder|visitor|walker|ext|extra|info|data|wrapper|adapter|validator|reporter|span|entry|collector|logger)$/i;

export const inStruct = defineRule<never, Record<never, never>>({
  meta: {
    id: 'context/in-struct',
    title: 'A context is a parameter, not a field',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['containedctx'],
  },
  *judgeFile({ project, file }) {
    if (!file.facts.declarations) return;
    for (const { name, fields = [] } of file.facts.declarations.types) {
      if (
        ONE_CALL.test(name) ||
        fields.some(
          ({ type, embedded }) => embedded === true || /CancelFunc|CancelCauseFunc|^func\(\)$|^chan struct/.test(type),
        )
      )
        continue;
      let before = -1;
      for (const field of fields) {
        // Several names of one field have one place.
        if (field.start === before) continue;
        before = field.start;
        if (field.embedded || !field.type.endsWith('Context')) continue;
        if (!isNamed(project.types.typeWritten(field.type, file), 'context', 'Context')) continue;
        yield {
          message: `${name} keeps a context: let the methods that need one take it, so that each caller decides when its work ends.`,
          start: field.start,
          end: field.start + field.name.length,
          key: `${project.packageOf(file)?.path ?? file.dir}.${name}.${field.name}`,
        };
      }
    }
  },
});
