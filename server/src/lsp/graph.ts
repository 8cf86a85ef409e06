/** Registers the request for the picture of who imports whom; what draws it is read when the first one comes. */
import { GraphRequest } from '../protocol.ts';
import type { Session } from './session.ts';

export function registerGraph({ connection, workspace, enqueue }: Session): void {
  connection.onRequest(GraphRequest.method, async (params: GraphRequest.Params): Promise<GraphRequest.Result> => {
    // What is being read is waited for: half a picture would be a wrong one.
    await enqueue('waiting for the workspace', async () => undefined);
    return (await import('./graphPage.ts')).graphPage(workspace, params);
  });
}
