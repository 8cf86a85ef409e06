/** What stands in the way of inverting a dependency: each variant of one small use case, and the reason that is given. */
import assert from 'node:assert/strict';
import { invertDependency } from '../../server/src/refactor/invertDependency.ts';
import { withProject } from '../support/types.ts';

const REPOSITORY = `package repository

import "database/sql"

type User struct{ Name string }

type Users struct {
	DB    *sql.DB
	cache map[string]string
}

func New(db *sql.DB) *Users { return &Users{DB: db} }

func (u *Users) Count() int                    { return 0 }
func (u *Users) Find(id string) (*User, error) { return nil, nil }
func (u *Users) Name(id string) string         { return "" }
func (u *Users) Tx(tx *sql.Tx) error           { return nil }
func (u *Users) hidden()                       {}

type Value struct{ n int }

func (v Value) Count() int { return v.n }

type List[T any] struct{ items []T }

func (l *List[T]) Len() int  { return len(l.items) }
func (l *List[T]) First() T  { return l.items[0] }

func Use(u *Users) {}
`;

const HEAD = `package usecase

import "example.com/shop/repository"

`;

interface Variant {
  readonly behaviour: string;
  readonly code: string;
  readonly refused: RegExp;
  readonly others?: Readonly<Record<string, string>>;
}

const service = (method: string) => `type Service struct{ users *repository.Users }

${method}
`;

const VARIANTS: readonly Variant[] = [
  {
    behaviour: 'a field of the concrete type is used',
    code: service('func (s *Service) Do() { s.users.Count(); _ = s.users.DB }'),
    refused: /the field DB of repository\.Users is used/,
  },
  {
    behaviour: 'a local copy has its field used',
    code: service('func (s *Service) Do() { u := s.users; u.Count(); _ = u.DB }'),
    refused: /the field DB/,
  },
  {
    behaviour: 'an unnamed struct takes the concrete type',
    code: service('func (s *Service) Do() { s.users.Count(); _ = struct{ u *repository.Users }{s.users} }'),
    refused: /stored in u as the concrete type/,
  },
  {
    behaviour: 'a method speaks of the other package',
    code: service('func (s *Service) Do() { s.users.Find("") }'),
    refused: /Find cannot be asked for here, because its signature speaks of types of repository/,
  },
  {
    behaviour: 'it is returned as the concrete type',
    code: service('func (s *Service) Do() *repository.Users { s.users.Count(); return s.users }'),
    refused: /returned as the concrete type/,
  },
  {
    behaviour: 'a closure returns it as the concrete type',
    code: service(
      'func (s *Service) Do() { s.users.Count(); _ = func() (int, *repository.Users) { return 1, s.users } }',
    ),
    refused: /returned as the concrete type/,
  },
  {
    behaviour: 'it is passed on to a function of the other package',
    code: service('func (s *Service) Do() { s.users.Count(); repository.Use(s.users) }'),
    refused: /passed to example\.com\/shop\/repository\.Use as the concrete type/,
  },
  {
    behaviour: 'it is an argument of a generic function',
    code: `${service('func (s *Service) Do() { s.users.Count(); id(s.users) }')}
func id[T any](t T) T { return t }
`,
    refused: /passed to example\.com\/shop\/usecase\.id as the concrete type/,
  },
  {
    behaviour: 'it is appended to a list',
    code: service('func (s *Service) Do() { s.users.Count(); _ = append([]*repository.Users{}, s.users) }'),
    refused: /passed to append, which wants the concrete type/,
  },
  {
    behaviour: 'the value behind it is used',
    code: service('func (s *Service) Do() { s.users.Count(); _ = *s.users }'),
    refused: /the value behind repository\.Users or its address is used/,
  },
  {
    behaviour: 'its address is taken',
    code: service('func (s *Service) Do() { s.users.Count(); _ = &s.users }'),
    refused: /the value behind repository\.Users or its address is used/,
  },
  {
    behaviour: 'it is sent over a channel of the concrete type',
    code: service('func (s *Service) Do(c chan *repository.Users) { s.users.Count(); c <- s.users }'),
    refused: /in a way that only the concrete type allows/,
  },
  {
    behaviour: 'it is put into a map of the concrete type',
    code: service('func (s *Service) Do(m map[int]*repository.Users) { s.users.Count(); m[0] = s.users }'),
    refused: /stored as the concrete type/,
  },
  {
    behaviour: 'it is an element of a list of the concrete type',
    code: service('func (s *Service) Do() { s.users.Count(); _ = []*repository.Users{s.users} }'),
    refused: /an element of a composite literal as the concrete type/,
  },
  {
    behaviour: 'a variable of the inferred concrete type takes it',
    code: service('func (s *Service) Do() { s.users.Count(); u := repository.New(nil); u = s.users; _ = u }'),
    refused: /stored as the concrete type/,
  },
  {
    behaviour: 'none of its methods is called',
    code: 'type Service struct{ users *repository.Users }\n',
    refused: /no method of repository\.Users is called/,
  },
  {
    behaviour: 'it is held as a value that needs no setting',
    code: 'type Service struct{ value repository.Value }\n\nfunc (s Service) Do() int { return s.value.Count() }\n',
    refused: /held as a value, which is ready for use without being set/,
  },
  {
    behaviour: 'methods with a pointer receiver are called on a value',
    code: 'func Do(users repository.Users) { users.Count() }\n',
    refused: /Count needs a pointer/,
  },
  {
    behaviour: 'it is embedded',
    code: 'type Service struct{ *repository.Users }\n\nfunc (s *Service) Do() { s.Count() }\n',
    refused: /no field, parameter or variable/,
  },
  {
    behaviour: 'only functions of the package are called',
    code: 'func Do() { repository.New(nil).Count() }\n',
    refused: /no field, parameter or variable/,
  },
  {
    behaviour: 'a type parameter stands in its type',
    code: 'type Service struct{}\n\nfunc Do[T any](list *repository.List[T]) T { return list.First() }\n',
    refused: /depends on the type parameter|is not known/,
  },
  {
    behaviour: 'the constructor is handed over as a value',
    code: `${service('func New(users *repository.Users) *Service { return &Service{users} }')}
func (s *Service) Do() { s.users.Count() }
`,
    refused: /New is handed over as a value \(main\.go:9\), and what takes it may go by its type/,
    others: {
      'main.go': `package main

import "example.com/shop/usecase"

func provide(constructors ...any) {}

func main() {
	provide(
		usecase.New,
	)
}
`,
    },
  },
  {
    behaviour: 'an interface asks for a method with the parameter',
    code: service('func (s *Service) Set(users *repository.Users) { users.Count() }'),
    refused: /the interface Setter may ask for the method Set/,
    others: {
      'main.go': `package main

import "example.com/shop/repository"

type Setter interface{ Set(users *repository.Users) }

func main() {}
`,
    },
  },
  {
    behaviour: 'an exported field is read as the concrete type elsewhere',
    code: 'type Service struct{ Users *repository.Users }\n\nfunc (s *Service) Do() { s.Users.Count() }\n',
    refused: /the field DB of repository\.Users is used/,
    others: {
      'main.go': `package main

import "example.com/shop/usecase"

func main() {
	s := &usecase.Service{}
	_ = s.Users.DB
}
`,
    },
  },
  {
    behaviour: 'a test of the package reads a field',
    code: service('func (s *Service) Do() { s.users.Count() }'),
    refused: /the field DB/,
    others: {
      'usecase/service_test.go': `package usecase

import "testing"

func TestService(t *testing.T) {
	s := &Service{}
	_ = s.users.DB
}
`,
    },
  },
  {
    behaviour: 'a container fills the struct by type',
    code: `type in struct{}

var fx = struct{ In in }{}

type Service struct {
	/* fx.In */
	users *repository.Users \`inject:""\`
}

func (s *Service) Do() { s.users.Count() }
`,
    refused: /filled by a container that goes by types/,
  },
  {
    behaviour: 'the code is not complete',
    code: service('func (s *Service) Do() { s.users.Count(); s.users. }'),
    refused: /service\.go does not parse; complete it first/,
  },
];

describe('inverting a dependency', () => {
  for (const { behaviour, code, refused, others } of VARIANTS) {
    it(`is refused when ${behaviour}`, async () => {
      const files = { 'repository/users.go': REPOSITORY, 'usecase/service.go': HEAD + code, ...others };
      await withProject(files, (open) => {
        const { file, workspace } = open('usecase/service.go');
        const { project } = workspace;
        const importPath = 'example.com/shop/repository';
        const inversion = invertDependency({ project, sources: workspace, file, importPath });
        assert.ok('refused' in inversion, 'it was not refused');
        assert.match(inversion.refused, refused);
      });
    });
  }
});
