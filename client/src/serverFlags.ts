/**
 * Options of Node for the server's process. With V8's own limit, what a keystroke leaves behind is kept three times over: some 50 MB
 * of garbage, without any answer being faster for it.
 */
export const serverFlags: readonly string[] = ['--max-semi-space-size=4'];

/**
 * Variables for the server's process. The threads that read a project are gone when it is read; glibc would keep an arena for each of
 * them, some 10 MB in all. Elsewhere the name means nothing.
 */
export const serverEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };
