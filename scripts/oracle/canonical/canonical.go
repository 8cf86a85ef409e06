// Package canonical writes Go types the one way that the whole project spells them.
//
// It is types.TypeString with full package paths and three differences that make equal types equal strings: aliases
// are replaced by what they stand for, the empty interface is always "any", and struct tags and the grouping of type
// parameters are dropped. byte and rune keep the spelling of the source, as in go/types; whoever compares must treat
// them as uint8 and int32. Types declared inside functions look like types of their package, as in go/types.
//
// The grammar of these strings is read by server/src/model/typeString.ts: change both together.
package canonical

import (
	"go/types"
	"strconv"
	"strings"
)

// String returns the canonical spelling of a type.
func String(t types.Type) string {
	var w Writer
	w.Type(t)
	return w.String()
}

// Writer spells types into a buffer. Qualify and Rename may be set before the first use.
type Writer struct {
	strings.Builder
	// Qualify returns what stands before a type's name, without the dot. The default is the package's path.
	Qualify func(*types.Package) string
	// Rename maps type parameters to the names they shall be written with.
	Rename map[*types.TypeParam]string
}

// Type writes a type.
func (w *Writer) Type(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case nil:
		w.WriteString("invalid type")
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			w.WriteString("unsafe.Pointer")
			return
		}
		w.WriteString(t.Name())
	case *types.Array:
		w.WriteString("[" + strconv.FormatInt(t.Len(), 10) + "]")
		w.Type(t.Elem())
	case *types.Slice:
		w.WriteString("[]")
		w.Type(t.Elem())
	case *types.Struct:
		w.WriteString("struct{")
		for i := range t.NumFields() {
			if i > 0 {
				w.WriteString("; ")
			}
			field := t.Field(i)
			if !IsPlainEmbedding(field) {
				w.WriteString(field.Name() + " ")
			}
			w.Type(field.Type())
		}
		w.WriteString("}")
	case *types.Pointer:
		w.WriteString("*")
		w.Type(t.Elem())
	case *types.Tuple:
		w.tuple(t, false)
	case *types.Signature:
		w.WriteString("func")
		w.Signature(t)
	case *types.Union:
		for i := range t.Len() {
			if i > 0 {
				w.WriteString(" | ")
			}
			if t.Term(i).Tilde() {
				w.WriteString("~")
			}
			w.Type(t.Term(i).Type())
		}
	case *types.Interface:
		w.interfaceType(t)
	case *types.Map:
		w.WriteString("map[")
		w.Type(t.Key())
		w.WriteString("]")
		w.Type(t.Elem())
	case *types.Chan:
		w.channel(t)
	case *types.Named:
		w.typeName(t.Obj())
		if arguments := t.TypeArgs(); arguments.Len() > 0 {
			w.WriteString("[")
			for i := range arguments.Len() {
				if i > 0 {
					w.WriteString(", ")
				}
				w.Type(arguments.At(i))
			}
			w.WriteString("]")
		}
	case *types.TypeParam:
		if name, renamed := w.Rename[t]; renamed {
			w.WriteString(name)
		} else {
			w.WriteString(t.Obj().Name())
		}
	default:
		w.WriteString("invalid type")
	}
}

// IsPlainEmbedding reports whether a field is embedded and named after its type, so that the type alone says it all.
// A field that embeds an alias by another name is written like an ordinary field.
func IsPlainEmbedding(field *types.Var) bool {
	if !field.Embedded() {
		return false
	}
	t := types.Unalias(field.Type())
	if pointer, ok := t.(*types.Pointer); ok {
		t = types.Unalias(pointer.Elem())
	}
	switch t := t.(type) {
	case *types.Named:
		return t.Obj().Name() == field.Name()
	case *types.Basic:
		return t.Name() == field.Name()
	}
	return false
}

// Signature writes type parameters, parameters and results, as they follow the word func.
func (w *Writer) Signature(s *types.Signature) {
	w.TypeParameters(s.TypeParams())
	w.tuple(s.Params(), s.Variadic())
	results := s.Results()
	if results.Len() == 0 {
		return
	}
	w.WriteString(" ")
	if results.Len() == 1 && results.At(0).Name() == "" {
		w.Type(results.At(0).Type())
		return
	}
	w.tuple(results, false)
}

// TypeParameters writes a list of type parameters with their constraints, or nothing.
func (w *Writer) TypeParameters(list *types.TypeParamList) {
	if list.Len() == 0 {
		return
	}
	w.WriteString("[")
	for i := range list.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		parameter := list.At(i)
		w.Type(parameter)
		w.WriteString(" ")
		w.Type(parameter.Constraint())
	}
	w.WriteString("]")
}

func (w *Writer) tuple(t *types.Tuple, variadic bool) {
	w.WriteString("(")
	for i := range t.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		v := t.At(i)
		if v.Name() != "" {
			w.WriteString(v.Name() + " ")
		}
		if variadic && i == t.Len()-1 {
			if slice, ok := v.Type().(*types.Slice); ok {
				w.WriteString("...")
				w.Type(slice.Elem())
				continue
			}
			// append([]byte, string...) is the one exception: go/types has it take a string there.
			w.WriteString("...byte")
			continue
		}
		w.Type(v.Type())
	}
	w.WriteString(")")
}

func (w *Writer) interfaceType(t *types.Interface) {
	if t.NumExplicitMethods() == 0 && t.NumEmbeddeds() == 0 {
		// The interface underlying comparable has no parts either, yet is not empty.
		if t.IsComparable() {
			w.WriteString("interface{comparable}")
		} else {
			w.WriteString("any")
		}
		return
	}
	if t.IsImplicit() && t.NumExplicitMethods() == 0 && t.NumEmbeddeds() == 1 {
		w.Type(t.EmbeddedType(0))
		return
	}
	w.WriteString("interface{")
	first := true
	for i := range t.NumExplicitMethods() {
		if !first {
			w.WriteString("; ")
		}
		first = false
		method := t.ExplicitMethod(i)
		w.WriteString(method.Name())
		w.Signature(method.Signature())
	}
	for i := range t.NumEmbeddeds() {
		if !first {
			w.WriteString("; ")
		}
		first = false
		w.Type(t.EmbeddedType(i))
	}
	w.WriteString("}")
}

func (w *Writer) channel(t *types.Chan) {
	parentheses := false
	switch t.Dir() {
	case types.SendRecv:
		w.WriteString("chan ")
		if element, ok := types.Unalias(t.Elem()).(*types.Chan); ok {
			parentheses = element.Dir() == types.RecvOnly
		}
	case types.SendOnly:
		w.WriteString("chan<- ")
	case types.RecvOnly:
		w.WriteString("<-chan ")
	}
	if parentheses {
		w.WriteString("(")
	}
	w.Type(t.Elem())
	if parentheses {
		w.WriteString(")")
	}
}

func (w *Writer) typeName(name *types.TypeName) {
	if pkg := name.Pkg(); pkg != nil {
		qualifier := pkg.Path()
		if w.Qualify != nil {
			qualifier = w.Qualify(pkg)
		}
		if qualifier != "" {
			w.WriteString(qualifier + ".")
		}
	}
	w.WriteString(name.Name())
}
