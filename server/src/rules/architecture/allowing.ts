/**
 * "Allow this edge": the decision that the architecture is meant to have this dependency, written into the configuration,
 * which is created from what was detected when there is none.
 */
import * as z from 'zod/mini';
import { allowEdge } from '../../config/allowEdge.ts';
import { proposedConfiguration } from '../../config/propose.ts';
import { applyEdits } from '../../go/textEdit.ts';
import { configurationFileName } from '../../protocol.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';

const edgeData = z.object({ from: z.string(), to: z.string() });

/** Nothing is offered where a list of layers is not what forbids the edge. */
export function allowingOffers(finding: Finding, { file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const edge = edgeData.safeParse(finding.data);
  if (!edge.success) return [];
  const { from, to } = edge.data;
  const { scope } = file.module;
  const selection = scope.config.layers.get(from)?.imports.layers;
  if (!selection || selection.allow === '*' || selection.allow === 'pure') return [];
  const allowed = selection.allow.filter((name) => name !== from);
  const title = `Allow ${from} to import ${to} in ${configurationFileName}`;
  const path = scope.config.file;
  if (path === undefined) {
    const target = `${file.module.dir}/${configurationFileName}`;
    if (sources.text(target) !== undefined) return [];
    const changes = () => {
      const proposed = proposedConfiguration(file.module.detected);
      const edit = allowEdge(proposed, from, to, allowed);
      return [{ kind: 'create', path: target, content: edit ? applyEdits(proposed, [edit]) : proposed } as const];
    };
    return [{ id: 'allow', title, preview: true, changes }];
  }
  const text = sources.text(path);
  const edit = text === undefined ? undefined : allowEdge(text, from, to, allowed);
  return edit ? [{ id: 'allow', title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }] : [];
}
