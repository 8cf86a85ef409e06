/**
 * Options of Node for the server's process. With V8's own limit, what a keystroke leaves behind is kept three times over: some 50 MB
 * of garbage, without any answer being faster for it.
 */
export const serverFlags: readonly string[] = ['--max-semi-space-size=4'];
