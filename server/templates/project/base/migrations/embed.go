// Package migrations holds the schema's history. A migration that was applied
// anywhere is never changed; a new one follows it.
package migrations

import "embed"

// Files is every migration.
//
//go:embed *.sql
var Files embed.FS
