package main

import (
	"fmt"
	"go/types"
	"sort"
	"strings"

	"go-architect/scripts/oracle/canonical"
)

// describer writes packages in the catalogue's text form, which README.md defines and
// server/src/model/catalogue.ts reads.
type describer struct {
	// reachable holds, by package path, the types to describe beside the exported ones: those that a caller can get
	// hold of without being able to name them.
	reachable map[string]map[string]*types.TypeName
	// follow says whether types of a package may be described that was not asked for as a whole.
	follow func(*types.Package) bool
	// whole holds the packages that are described as a whole.
	whole map[string]bool
	// queue holds types that were found reachable and whose own parts have not been looked at.
	queue []*types.TypeName
	seen  map[types.Type]bool
}

func newDescriber(whole map[string]bool, follow func(*types.Package) bool) *describer {
	return &describer{
		reachable: map[string]map[string]*types.TypeName{},
		follow:    follow,
		whole:     whole,
		seen:      map[types.Type]bool{},
	}
}

// reach finds the types that the exported declarations of a package lead to.
func (d *describer) reach(pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		if typeName, ok := object.(*types.TypeName); ok && !typeName.IsAlias() {
			d.parts(typeName)
		} else {
			d.visit(object.Type())
		}
	}
	for len(d.queue) > 0 {
		next := d.queue[len(d.queue)-1]
		d.queue = d.queue[:len(d.queue)-1]
		d.parts(next)
	}
}

// parts visits what a declared type shows: its fields, its methods and whatever else stands under its name.
func (d *describer) parts(name *types.TypeName) {
	named, ok := name.Type().(*types.Named)
	if !ok {
		return
	}
	d.visit(named.Underlying())
	for method := range named.Methods() {
		if method.Exported() {
			d.visit(method.Type())
		}
	}
	for parameter := range named.TypeParams().TypeParams() {
		d.visit(parameter.Constraint())
	}
}

func (d *describer) visit(t types.Type) {
	if d.seen[t] {
		return
	}
	d.seen[t] = true
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			d.visit(argument)
		}
		d.add(t.Origin().Obj())
	case *types.Pointer:
		d.visit(t.Elem())
	case *types.Slice:
		d.visit(t.Elem())
	case *types.Array:
		d.visit(t.Elem())
	case *types.Chan:
		d.visit(t.Elem())
	case *types.Map:
		d.visit(t.Key())
		d.visit(t.Elem())
	case *types.Tuple:
		for variable := range t.Variables() {
			d.visit(variable.Type())
		}
	case *types.Signature:
		d.visit(t.Params())
		d.visit(t.Results())
		for parameter := range t.TypeParams().TypeParams() {
			d.visit(parameter.Constraint())
		}
	case *types.Struct:
		for field := range t.Fields() {
			if shown(field) {
				d.visit(field.Type())
			}
		}
	case *types.Interface:
		for method := range t.ExplicitMethods() {
			if method.Exported() {
				d.visit(method.Type())
			}
		}
		for embedded := range t.EmbeddedTypes() {
			d.visit(embedded)
		}
	case *types.Union:
		for term := range t.Terms() {
			d.visit(term.Type())
		}
	}
}

func (d *describer) add(name *types.TypeName) {
	pkg := name.Pkg()
	if pkg == nil || name.Parent() != pkg.Scope() {
		return
	}
	if d.whole[pkg.Path()] {
		if name.Exported() {
			return
		}
	} else if !d.follow(pkg) {
		return
	}
	names := d.reachable[pkg.Path()]
	if names == nil {
		names = map[string]*types.TypeName{}
		d.reachable[pkg.Path()] = names
	}
	if names[name.Name()] == nil {
		names[name.Name()] = name
		d.queue = append(d.queue, name)
	}
}

// shown reports whether a field is written down: exported ones are, and embedded ones, whose fields and methods can be
// reached through them.
func shown(field *types.Var) bool {
	if field.Exported() {
		return true
	}
	if !field.Embedded() {
		return false
	}
	promoted := types.NewMethodSet(types.NewPointer(field.Type()))
	if types.IsInterface(field.Type()) || isPointer(field.Type()) {
		promoted = types.NewMethodSet(field.Type())
	}
	for selection := range promoted.Methods() {
		if selection.Obj().Exported() {
			return true
		}
	}
	t := types.Unalias(field.Type())
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	if structure, ok := t.Underlying().(*types.Struct); ok {
		for inner := range structure.Fields() {
			if shown(inner) {
				return true
			}
		}
	}
	return false
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}

// describe returns the text of a package.
func (d *describer) describe(pkg *types.Package) string {
	w := &packageWriter{pkg: pkg, names: map[string]string{}, paths: map[string]string{}}
	extra := d.reachable[pkg.Path()]
	whole := d.whole[pkg.Path()]
	variables, constants := map[string][]string{}, map[string][]string{}
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !(whole && object.Exported()) && extra[name] == nil {
			continue
		}
		switch object := object.(type) {
		case *types.Func:
			w.line("func "+name, w.signature(object.Signature(), nil))
		case *types.TypeName:
			w.typeName(object)
		case *types.Var:
			if isInvalid(object.Type()) {
				continue
			}
			spelled := w.spell(object.Type(), nil)
			variables[spelled] = append(variables[spelled], name)
		case *types.Const:
			if isInvalid(object.Type()) || systemCalls[pkg.Path()] && isUntyped(object.Type()) {
				continue
			}
			spelled := w.spell(object.Type(), nil)
			constants[spelled] = append(constants[spelled], name)
		}
	}
	w.values("const", constants)
	w.values("var", variables)
	return w.header(whole) + w.String()
}

// systemCalls holds packages with thousands of untyped constants of the operating system. They are left out: they would
// be an eighth of the catalogue.
var systemCalls = map[string]bool{"syscall": true, "golang.org/x/sys/unix": true}

// isInvalid holds for what comes from C: cgo is not run, and a value of unknown type is better left out.
func isInvalid(t types.Type) bool {
	return t == types.Typ[types.Invalid]
}

func isUntyped(t types.Type) bool {
	basic, ok := t.(*types.Basic)
	return ok && basic.Info()&types.IsUntyped != 0
}

// packageWriter collects the lines of one package and the imports that they need.
type packageWriter struct {
	strings.Builder
	pkg   *types.Package
	names map[string]string // by path, the local name
	paths map[string]string // by local name, the path
}

func (w *packageWriter) line(parts ...string) {
	for _, part := range parts {
		w.WriteString(part)
	}
	w.WriteString("\n")
}

func (w *packageWriter) header(whole bool) string {
	var header strings.Builder
	header.WriteString("package " + w.pkg.Name())
	if !whole {
		header.WriteString(" partial")
	}
	header.WriteString("\n")
	paths := make([]string, 0, len(w.names))
	for path := range w.names {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		name := w.names[path]
		if path[strings.LastIndexByte(path, '/')+1:] == name {
			fmt.Fprintf(&header, "import %s\n", path)
		} else {
			fmt.Fprintf(&header, "import %s %s\n", path, name)
		}
	}
	return header.String()
}

func (w *packageWriter) values(word string, byType map[string][]string) {
	spellings := make([]string, 0, len(byType))
	for spelled := range byType {
		spellings = append(spellings, spelled)
	}
	sort.Strings(spellings)
	for _, spelled := range spellings {
		w.line(word, " ", spelled, ": ", strings.Join(byType[spelled], " "))
	}
}

func (w *packageWriter) typeName(name *types.TypeName) {
	if name.IsAlias() {
		target := types.Unalias(name.Type())
		alias, _ := name.Type().(*types.Alias)
		if alias == nil || alias.TypeParams().Len() == 0 {
			w.line("alias ", name.Name(), " ", w.spell(target, nil))
			return
		}
		w.line("alias ", name.Name(), w.typeParameters(alias.TypeParams()), " ", w.spell(alias.Rhs(), nil))
		return
	}
	named, ok := name.Type().(*types.Named)
	if !ok {
		return
	}
	head := "type " + name.Name() + w.typeParameters(named.TypeParams()) + " "
	switch underlying := named.Underlying().(type) {
	case *types.Struct:
		w.structure(head, underlying)
	case *types.Interface:
		w.interfaceType(head, underlying)
	default:
		w.line(head, w.spell(underlying, nil))
	}
	methods := []*types.Func{}
	for method := range named.Methods() {
		if method.Exported() {
			methods = append(methods, method)
		}
	}
	sort.Slice(methods, func(i, j int) bool { return methods[i].Name() < methods[j].Name() })
	for _, method := range methods {
		signature := method.Signature()
		rename := map[*types.TypeParam]string{}
		for i := range signature.RecvTypeParams().Len() {
			rename[signature.RecvTypeParams().At(i)] = named.TypeParams().At(i).Obj().Name()
		}
		mark := "."
		if isPointer(signature.Recv().Type()) {
			mark = "*"
		}
		w.line(mark, method.Name(), w.signature(signature, rename))
	}
}

func (w *packageWriter) structure(head string, structure *types.Struct) {
	hidden := false
	var lines []string
	for field := range structure.Fields() {
		switch {
		case !shown(field):
			hidden = true
		case field.Embedded():
			lines = append(lines, "+"+field.Name()+" "+w.spell(field.Type(), nil))
		default:
			lines = append(lines, " "+field.Name()+" "+w.spell(field.Type(), nil))
		}
	}
	w.open(head, "struct", hidden, lines)
}

func (w *packageWriter) interfaceType(head string, t *types.Interface) {
	hidden := false
	var lines []string
	for method := range t.ExplicitMethods() {
		if !method.Exported() {
			hidden = true
			continue
		}
		lines = append(lines, "."+method.Name()+w.signature(method.Signature(), nil))
	}
	for embedded := range t.EmbeddedTypes() {
		lines = append(lines, "+"+w.spell(embedded, nil))
	}
	w.open(head, "interface", hidden, lines)
}

// open writes the line that begins a struct or interface, with dots when it has parts that are not written down.
func (w *packageWriter) open(head, word string, hidden bool, lines []string) {
	if hidden {
		word += " ..."
	}
	w.line(head, word)
	for _, line := range lines {
		w.line(line)
	}
}

func (w *packageWriter) writer(rename map[*types.TypeParam]string) *canonical.Writer {
	return &canonical.Writer{Qualify: w.qualify, Rename: rename}
}

func (w *packageWriter) spell(t types.Type, rename map[*types.TypeParam]string) string {
	writer := w.writer(rename)
	writer.Type(t)
	return writer.String()
}

func (w *packageWriter) signature(signature *types.Signature, rename map[*types.TypeParam]string) string {
	writer := w.writer(rename)
	writer.Signature(signature)
	return writer.String()
}

func (w *packageWriter) typeParameters(list *types.TypeParamList) string {
	writer := w.writer(nil)
	writer.TypeParameters(list)
	return writer.String()
}

// qualify gives each foreign package a short name that is unique in this text, and the package itself the name "@".
func (w *packageWriter) qualify(pkg *types.Package) string {
	if pkg == w.pkg {
		return "@"
	}
	if name, known := w.names[pkg.Path()]; known {
		return name
	}
	name := pkg.Name()
	for i := 2; w.paths[name] != ""; i++ {
		name = fmt.Sprintf("%s%d", pkg.Name(), i)
	}
	w.names[pkg.Path()] = name
	w.paths[name] = pkg.Path()
	return name
}
