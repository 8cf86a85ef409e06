/**
 * The picture of who imports whom for a panel of the editor: judges the workspace, draws it, and says where forbidden imports stand.
 *
 * A bundle of its own, because drawing brings a library for layouts and most sessions draw nothing.
 */
import { subjectOf } from '../draw/format.ts';
import { graphPanel, type PanelPlace } from '../draw/html.ts';
import { type GraphEdge, importGraph } from '../model/graph.ts';
import type { GraphRequest } from '../protocol.ts';
import { forbiddenImports } from '../workspace/forbiddenImports.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { TextPositions, uriOfPath } from './textPlaces.ts';

/** Of an edge with hundreds of forbidden imports a few tell enough. */
const SHOWN = 40;

/** @throws Error when the nonce could end the attribute it stands in */
export function graphPage(workspace: Workspace, { level, nonce }: GraphRequest.Params): GraphRequest.Result {
  if (!/^[a-z\d]+$/i.test(nonce)) throw new Error('The nonce of a page must consist of letters and digits.');
  const { project } = workspace;
  if (project.files.size === 0) return null;
  const graph = importGraph(project, { level, includes: () => true, isForbidden: forbiddenImports(workspace) });
  const title = `${subjectOf(project)}: ${level}s`;
  return { html: graphPanel({ graph, title }, nonce, (edge) => placesOf(edge, workspace)) };
}

function placesOf({ places }: GraphEdge, workspace: Workspace): readonly PanelPlace[] {
  return places.slice(0, SHOWN).flatMap(({ path, start }) => {
    const text = workspace.text(path);
    const file = workspace.project.files.get(path);
    if (text === undefined || !file) return [];
    const { line, character } = new TextPositions(text).position(start);
    const name = path.slice(file.module.dir.length + 1);
    return [{ label: `${name}:${line + 1}`, uri: uriOfPath(path), line, character }];
  });
}
