/**
 * What the benchmark of edits types, and into what: functions as backends have them, and statements that break the file
 * at most keystrokes and repair it at some, as typing does.
 */
import { GoParser } from '../../server/src/go/parser.ts';
import { hasError, ROOT } from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

/** What is typed, one character after the other. */
const statements = [
  '\tif len(key) > 64 {\n\t\treturn "", fmt.Errorf("find %s: %w", key[:64], ErrNotFound)\n\t}\n',
  '\tfor name, entry := range s.entries {\n\t\tif entry == key {\n\t\t\tkey = name\n\t\t}\n\t}\n',
  '\t// Somebody else may have been faster.\n\tother, known := s.entries["x"]\n\t_, _ = other, known\n',
];

/** One edit of the text that is being written: what it replaces, counted from where writing began. */
export interface Keystroke {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** All that is written after it. */
  readonly written: string;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"' };

/**
 * Writes the statements again and again, as an editor does that closes brackets and quotes: what closes comes with what
 * opens and is typed over. A finished statement is selected and deleted.
 */
export function* keystrokes(): Generator<Keystroke> {
  for (let index = 0; ; index++) {
    const statement = statements[index % statements.length] ?? '';
    let written = '';
    let behind = '';
    for (const character of statement) {
      if (behind.startsWith(character)) {
        written += character;
        behind = behind.slice(1);
        continue;
      }
      const closed = closing[character] ?? '';
      const start = written.length;
      written += character;
      behind = closed + behind;
      yield { start, end: start, text: character + closed, written: written + behind };
    }
    yield { start: 0, end: written.length + behind.length, text: '', written: '' };
  }
}

/** The line behind the first statement of a function in the middle of the file. */
export function middleOfFunction(text: string): number {
  const lines = text.split('\n');
  const middle = lines.findIndex((line, index) => index > lines.length / 2 && /^func .*\{$/.test(line));
  return lines.findIndex((line, index) => index > middle && /^\t[\w.]+\(.*\)$|^\t\w+ := .*\)$/.test(line)) + 1;
}

/** Whether the file has syntax errors when something is inserted before a line. */
export async function syntaxCheck(text: string, line: number): Promise<(inserted: string) => boolean> {
  const parser = GoParser.create(await loadParserModule());
  const lines = text.split('\n');
  // A few functions around it suffice; the whole file would take longer than what is measured.
  const before = lines.slice(Math.max(0, line - 60), line).join('\n');
  const from = before.indexOf('\nfunc ');
  const after = lines.slice(line, line + 60).join('\n');
  const around = `package p\n${before.slice(from)}\n`;
  const known = new Map<string, boolean>();
  return (inserted) => {
    let broken = known.get(inserted);
    if (broken === undefined) {
      broken = hasError(parser.parse(around + inserted + after.slice(0, after.lastIndexOf('\n}\n') + 3)), ROOT);
      known.set(inserted, broken);
    }
    return broken;
  };
}

/** Go source of about this many lines: functions as backends have them. */
export function sourceOf(lines: number): string {
  const functions: string[] = [];
  for (let index = 0, count = 0; count < lines - 30; index++) {
    const text = (functionsOf[index % functionsOf.length] ?? '').replaceAll('#', String(index));
    functions.push(text);
    count += text.split('\n').length - 1;
  }
  return `package bench

import (
\t"context"
\t"database/sql"
\t"encoding/json"
\t"errors"
\t"fmt"
\t"net/http"
\t"sync"
)

var ErrNotFound = errors.New("not found")

type Store struct {
\tmu      sync.Mutex
\tdb      *sql.DB
\tentries map[string]string
}

type Entry struct {
\tKey   string \`json:"key"\`
\tValue string \`json:"value"\`
}

${functions.join('')}`;
}

const functionsOf = [
  `// Find# looks an entry up by its key.
func (s *Store) Find#(ctx context.Context, key string) (string, error) {
\ts.mu.Lock()
\tdefer s.mu.Unlock()
\tvalue, ok := s.entries[key]
\tif !ok {
\t\treturn "", fmt.Errorf("find %s: %w", key, ErrNotFound)
\t}
\treturn value, ctx.Err()
}

`,
  `// List# reads entries from the database, newest first.
func (s *Store) List#(ctx context.Context, limit int) ([]Entry, error) {
\trows, err := s.db.QueryContext(ctx, "SELECT key, value FROM entries ORDER BY created DESC LIMIT $1", limit)
\tif err != nil {
\t\treturn nil, fmt.Errorf("list entries: %w", err)
\t}
\tdefer func() { _ = rows.Close() }()
\tvar entries []Entry
\tfor rows.Next() {
\t\tvar entry Entry
\t\tif err := rows.Scan(&entry.Key, &entry.Value); err != nil {
\t\t\treturn nil, fmt.Errorf("read entry: %w", err)
\t\t}
\t\tentries = append(entries, entry)
\t}
\tif err := rows.Err(); err != nil {
\t\treturn nil, fmt.Errorf("list entries: %w", err)
\t}
\treturn entries, nil
}

`,
  `// Handle# answers with the entries as JSON.
func (s *Store) Handle#(w http.ResponseWriter, r *http.Request) {
\tctx, cancel := context.WithCancel(r.Context())
\tdefer cancel()
\tentries, err := s.List1(ctx, 100)
\tswitch {
\tcase errors.Is(err, ErrNotFound):
\t\thttp.Error(w, "not found", http.StatusNotFound)
\t\treturn
\tcase err != nil:
\t\thttp.Error(w, "internal error", http.StatusInternalServerError)
\t\treturn
\t}
\tw.Header().Set("Content-Type", "application/json")
\tif err := json.NewEncoder(w).Encode(map[string]any{"entries": entries, "count": len(entries)}); err != nil {
\t\treturn
\t}
}

`,
  `// Warm# fills the map from several workers.
func (s *Store) Warm#(ctx context.Context, keys []string) error {
\tvar wg sync.WaitGroup
\tfailures := make(chan error, len(keys))
\tfor _, key := range keys {
\t\twg.Add(1)
\t\tgo func() {
\t\t\tdefer wg.Done()
\t\t\tvalue, err := s.Find0(ctx, key)
\t\t\tif err != nil {
\t\t\t\tfailures <- err
\t\t\t\treturn
\t\t\t}
\t\t\ts.mu.Lock()
\t\t\ts.entries[key] = value
\t\t\ts.mu.Unlock()
\t\t}()
\t}
\twg.Wait()
\tclose(failures)
\treturn <-failures
}

`,
];
