/** `go-architect rules`: every rule with its severity, so that nobody has to read the source to know what is checked. */
import type { Rule } from '../rules/rule.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';

export function listRules(format: string, io: CommandIo, rules: readonly Rule[]): ExitStatus {
  if (format === 'json') {
    const list = rules.map(({ meta }) => ({
      id: meta.id,
      title: meta.title,
      severity: meta.severity,
      recommended: meta.recommended,
      hasFix: rules.find((rule) => rule.meta === meta)?.fixes !== undefined,
    }));
    io.out(`${JSON.stringify(list, undefined, 2)}\n`);
    return 0;
  }
  if (format !== 'text') throw new UsageError(`There is no format "${format}"; choose text or json.`);
  const width = Math.max(...rules.map(({ meta }) => meta.id.length));
  for (const { meta, fixes } of rules) {
    const set = meta.recommended ? 'recommended' : 'strict';
    io.out(
      `${meta.id.padEnd(width)}  ${meta.severity.padEnd(11)}  ${set.padEnd(11)}  ${fixes ? 'fix' : '   '}  ${meta.title}\n`,
    );
  }
  return 0;
}
