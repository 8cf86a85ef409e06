/**
 * Packages as people write them, each holding something of one repository package: all are inverted, and the Go toolchain says
 * whether the module still builds, its tests included.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { invertDependency } from '../../server/src/refactor/invertDependency.ts';
import { applyChanges } from '../rules/harness.ts';
import { withProject } from '../support/types.ts';

const OUTER = {
  'domain/user.go': 'package domain\n\ntype User struct{ ID, Name string }\n',
  'repository/base.go': `package repository

import (
	"context"
	"io"

	"example.com/shop/domain"
)

type base struct{ open bool }

func (b *base) Close() error                   { return nil }
func (b *base) Ping(ctx context.Context) error { return nil }

// Users keeps users.
type Users struct {
	*base
	rows map[string]domain.User
}

func New() *Users { return &Users{base: &base{}} }

func (u *Users) Count() int                                               { return len(u.rows) }
func (u *Users) Find(ctx context.Context, id string) (*domain.User, error) { return nil, nil }
func (u *Users) Save(ctx context.Context, users ...domain.User) (n int, err error) {
	return 0, nil
}
func (u *Users) Export(w io.Writer, by func(a, b domain.User) bool) error { return nil }

type Cache[K comparable, V any] struct{ rows map[K]V }

func (c *Cache[K, V]) Get(key K) (V, bool) { v, ok := c.rows[key]; return v, ok }
func (c *Cache[K, V]) Put(key K, value V)  {}

// Clock is small enough to be copied.
type Clock struct{ zone string }

func (c Clock) Now() string { return c.zone }

// Store is an interface already.
type Store interface {
	Read(key string) ([]byte, error)
	Write(key string, value []byte) error
}

type files struct{}

func (files) Read(key string) ([]byte, error)      { return nil, nil }
func (files) Write(key string, value []byte) error { return nil }

func Files() Store { return files{} }
`,
};

const IMPORT = 'import "example.com/shop/repository"\n';
const WITH_CONTEXT = 'import (\n\t"context"\n\n\t"example.com/shop/repository"\n)\n';

/** Files of a package by name; the first one is where the import is to go. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  constructor: {
    'service.go': `${WITH_CONTEXT}
type Service struct{ users *repository.Users }

func NewService(users *repository.Users) *Service {
	if users == nil {
		panic("no users")
	}
	return &Service{users: users}
}

func (s *Service) Name(ctx context.Context, id string) (string, error) {
	user, err := s.users.Find(ctx, id)
	if err != nil {
		return "", err
	}
	return user.Name, nil
}
`,
    'service_test.go': `import (
	"context"
	"testing"

	"example.com/shop/repository"
)

func TestName(t *testing.T) {
	for _, test := range []struct{ users *repository.Users }{{repository.New()}} {
		if _, err := NewService(test.users).Name(context.Background(), ""); err != nil {
			t.Error(err)
		}
	}
}
`,
  },
  options: {
    'options.go': `${IMPORT}
type Service struct {
	users *repository.Users
	limit int
}

type Option func(*Service)

func WithUsers(users *repository.Users) Option {
	return func(s *Service) { s.users = users }
}

func New(options ...Option) *Service {
	s := &Service{limit: 10}
	for _, option := range options {
		option(s)
	}
	return s
}

func (s *Service) Full() bool { return s.users.Count() >= s.limit }
`,
  },
  functions: {
    'functions.go': `${WITH_CONTEXT}
func Sum(ctx context.Context, first, second *repository.Users) (int, error) {
	if err := first.Ping(ctx); err != nil {
		return 0, err
	}
	return first.Count() + count(second), nil
}

func count(users *repository.Users) int { return users.Count() }
`,
  },
  variable: {
    'variable.go': `${IMPORT}
var users *repository.Users

func Use(given *repository.Users) { users = given }
`,
    'other.go': `
func Count() int { return users.Count() }
`,
  },
  values: {
    'values.go': `${IMPORT}
type Service struct{ users *repository.Users }

func (s *Service) Run() int {
	count := s.users.Count
	defer s.users.Close()
	go func() { _ = s.users.Close() }()
	return count()
}
`,
  },
  already: {
    'already.go': `${IMPORT}
type Service struct{ store repository.Store }

func New(store repository.Store) Service { return Service{store} }

func (s Service) Has(key string) bool {
	_, err := s.store.Read(key)
	return err == nil
}
`,
  },
  positional: {
    'positional.go': `${IMPORT}
type inner struct {
	name  string
	users *repository.Users
}

type Outer struct{ in inner }

func New(users *repository.Users) Outer { return Outer{inner{"x", users}} }

func (o *Outer) Count() int { return o.in.users.Count() }
`,
  },
  several: {
    'several.go': `${IMPORT}
type Service struct {
	read, write *repository.Users // both
	title       string            // one
}

func (s *Service) Copy() int {
	s.read, s.write = s.write, s.read
	return s.read.Count() - s.write.Count()
}
`,
  },
  alias: {
    'alias.go': `import store "example.com/shop/repository"

// Users is taken.
type Users []string

func Count(users *store.Users) int { return users.Count() + len(Users{}) }
`,
  },
  rendered: {
    'rendered.go': `import (
	"context"
	"os"

	"example.com/shop/domain"
	"example.com/shop/repository"
)

type Service struct{ users *repository.Users }

func (s *Service) All(ctx context.Context) error {
	if _, err := s.users.Save(ctx, domain.User{}, domain.User{}); err != nil {
		return err
	}
	return s.users.Export(os.Stdout, func(a, b domain.User) bool { return a.ID < b.ID })
}
`,
  },
  generic: {
    'generic.go': `import (
	"example.com/shop/domain"
	"example.com/shop/repository"
)

type Service struct {
	users *repository.Cache[string, *domain.User]
}

func (s *Service) Name(id string) string {
	user, ok := s.users.Get(id)
	if !ok {
		s.users.Put(id, &domain.User{})
		return ""
	}
	return user.Name
}
`,
  },
  statements: {
    'statements.go': `${IMPORT}
type Service struct{ users *repository.Users }

func (s *Service) Run(wait chan int) (total int) {
	if users := s.users; users != nil {
		total = users.Count()
	}
	var again *repository.Users = s.users
	switch n := again.Count(); {
	case n > 0:
		total += n
	}
	for i := 0; i < s.users.Count(); i++ {
		select {
		case total = <-wait:
		default:
			total += (s.users).Count()
		}
	}
	return total
}
`,
  },
  interfaces: {
    'interfaces.go': `import (
	"fmt"
	"io"

	"example.com/shop/repository"
)

type Service struct{ users *repository.Users }

type counter interface{ Count() int }

func (s *Service) Closer() io.Closer { return s.users }

func (s *Service) Show() {
	fmt.Println(s.users, map[string]any{"users": s.users}, []counter{s.users})
	var c counter = s.users
	_ = c
	_ = any(s.users)
	_ = counter(s.users)
}
`,
  },
  external: {
    'external.go': `${IMPORT}
type Service struct{ Users *repository.Users }

func (s *Service) Close() error { return s.Users.Close() }
`,
    'external_test.go': `import (
	"testing"

	"example.com/shop/external"
	"example.com/shop/repository"
)

func TestClose(t *testing.T) {
	service := &external.Service{Users: repository.New()}
	if service.Users.Count() != 0 || service.Close() != nil {
		t.Fail()
	}
}
`,
  },
  grouped: {
    'grouped.go': `${IMPORT}
type (
	// Config is read.
	Config struct{ Limit int }

	// Service has columns.
	Service struct {
		Config Config ${'`json:"config"`'}
		// users are many.
		users  *repository.Users
		labels map[string]string ${'`json:"-"`'} // none
	}
)

func (s *Service) Full() bool { return s.users.Count() > s.Config.Limit }
`,
  },
  copied: {
    'copied.go': `${IMPORT}
func Stamp(clock repository.Clock) string {
	again := clock
	return clock.Now() + again.Now()
}
`,
  },
  tagged: {
    'tagged.go': `${IMPORT}
type Service struct{ users *repository.Users }

func New(users *repository.Users) *Service { return newService(users) }
`,
    'tagged_linux.go': `${IMPORT}
func newService(users *repository.Users) *Service { return &Service{users} }

func (s *Service) Count() int { return s.users.Count() }
`,
    'tagged_other.go': `//go:build !linux

package tagged

${IMPORT}
func newService(users *repository.Users) *Service { return &Service{users} }

func (s *Service) Count() int { return s.users.Count() }
`,
  },
  split: {
    'split.go': `${IMPORT}
type Service struct{ users *repository.Users }

func (s *Service) Count() int { return s.help(s.users) }
`,
    'help.go': `${IMPORT}
func (s *Service) help(users *repository.Users) int { return users.Count() }
`,
    'wire.go': `${IMPORT}
// Default puts it together here, so this import stays.
func Default() *Service { return &Service{users: repository.New()} }
`,
  },
  comments: {
    'comments.go': `// Imports with remarks.
import (
	"context" // everywhere

	// The repository.
	"example.com/shop/repository" // for now
)

/* Block. */

// Do does it.
func Do( /* first */ ctx context.Context, users *repository.Users /* last */) error {
	return users.Ping(ctx)
}
`,
  },
  taken: {
    'taken.go': `import (
	"example.com/shop/repository"
)

type context struct{}

func Ping(users *repository.Users) error {
	_ = context{}
	return users.Ping(nil)
}
`,
  },
};

describe('inverting dependencies of packages as people write them', () => {
  it(`leaves all ${Object.keys(PACKAGES).length} building, formatted, and without the import`, async () => {
    const files: Record<string, string> = { ...OUTER };
    for (const [name, parts] of Object.entries(PACKAGES)) {
      for (const [file, text] of Object.entries(parts)) {
        const clause = `package ${name}${file === 'external_test.go' ? '_test' : ''}\n\n`;
        files[`${name}/${file}`] = text.includes(`\npackage ${name}\n`) ? text : clause + text.replace(/^\n/, '');
      }
    }
    await withProject(files, (open) => {
      const { workspace, file: any } = open('domain/user.go');
      const folder = any.module.dir;
      const go = (...words: string[]) =>
        execFileSync('go', words, { cwd: folder, stdio: 'pipe', env: { ...process.env, GOWORK: 'off' } });
      go('vet', './...');
      execFileSync('gofmt', ['-w', 'domain', 'repository'], { cwd: folder });
      assert.equal(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' }), '');
      const kept: string[] = [];
      for (const [name, parts] of Object.entries(PACKAGES)) {
        const path = `${name}/${Object.keys(parts)[0]}`;
        const { file } = open(path);
        const request = { project: workspace.project, sources: workspace, file };
        const inversion = invertDependency({ ...request, importPath: 'example.com/shop/repository' });
        assert.ok(!('refused' in inversion), `${name}: ${JSON.stringify(inversion)}`);
        assert.ok(inversion.importGoes, `${name}: ${inversion.notes.join(' ')}`);
        applyChanges(inversion.changes);
        if (readFileSync(`${folder}/${path}`, 'utf8').includes('example.com/shop/repository')) kept.push(name);
      }
      go('vet', './...');
      assert.equal(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' }), '');
      assert.deepEqual(kept, []);
    });
  }).timeout(120_000);
});
