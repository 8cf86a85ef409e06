/** What the go command says, without what it fetches, which it says once on each machine. */
export function withoutDownloads(text: string): string {
  return text.replace(/^go: downloading .*\n/gm, '');
}
