package main

import (
	"go/ast"
	"go/types"
	"sort"
	"unicode/utf8"

	"go-architect/scripts/oracle/canonical"
	"go-architect/scripts/oracle/load"
)

// Call is what go/types says of one call expression. README.md explains the fields.
type Call struct {
	File                string   `json:"file"`
	Start               int      `json:"start"`
	End                 int      `json:"end"`
	Start16             int      `json:"start16"`
	End16               int      `json:"end16"`
	Line                int      `json:"line"`
	Kind                string   `json:"kind"`
	Callee              string   `json:"callee"`
	Receiver            string   `json:"receiver,omitempty"`
	Results             []string `json:"results"`
	LastIsError         bool     `json:"lastIsError"`
	LastImplementsError bool     `json:"lastImplementsError"`
	TakesContext        bool     `json:"takesContext"`
	Generic             bool     `json:"generic"`
}

var errorType = types.Universe.Lookup("error").Type()

// callsOf lists the calls of a file in the order in which they start, an outer call before the calls inside it.
func callsOf(pkg *load.Package, file load.File, name string) []Call {
	var calls []Call
	tokenFile := pkg.Fset.File(file.Syntax.FileStart)
	units := newUnitOffsets(file.Source)
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		expression, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		call, ok := describe(pkg, expression)
		if !ok {
			return true
		}
		call.File = name
		call.Start = tokenFile.Offset(expression.Pos())
		call.End = tokenFile.Offset(expression.End())
		call.Start16 = units.at(call.Start)
		call.End16 = units.at(call.End)
		// The line in this file: a //line directive must not move it.
		call.Line = tokenFile.PositionFor(expression.Pos(), false).Line
		calls = append(calls, call)
		return true
	})
	sort.SliceStable(calls, func(i, j int) bool {
		if calls[i].Start != calls[j].Start {
			return calls[i].Start < calls[j].Start
		}
		return calls[i].End > calls[j].End
	})
	return calls
}

// describe reports false for conversions, which are no calls.
func describe(pkg *load.Package, expression *ast.CallExpr) (Call, bool) {
	call := Call{Results: []string{}}
	function := ast.Unparen(expression.Fun)
	callee := pkg.Info.Types[expression.Fun]
	if callee.IsType() {
		return call, false
	}
	call.Kind, call.Callee, call.Receiver, call.Generic = describeCallee(pkg, function, callee)

	results := resultTypes(pkg.Info.Types[expression])
	for _, result := range results {
		call.Results = append(call.Results, canonical.String(result))
	}
	if len(results) > 0 {
		last := results[len(results)-1]
		call.LastIsError = types.Identical(last, errorType)
		call.LastImplementsError = types.Implements(last, errorType.Underlying().(*types.Interface))
	}
	if callee.Type != nil {
		if signature, ok := coreSignature(callee.Type); ok && signature.Params().Len() > 0 {
			call.TakesContext = isContext(signature.Params().At(0).Type())
		}
	}
	return call, true
}

func describeCallee(pkg *load.Package, function ast.Expr, callee types.TypeAndValue) (kind, name, receiver string, generic bool) {
	if index, ok := function.(*ast.IndexExpr); ok && isInstantiation(pkg, index.X) {
		function = ast.Unparen(index.X)
	} else if index, ok := function.(*ast.IndexListExpr); ok {
		function = ast.Unparen(index.X)
	}
	var object types.Object
	switch function := function.(type) {
	case *ast.Ident:
		object = pkg.Info.Uses[function]
	case *ast.SelectorExpr:
		object = pkg.Info.Uses[function.Sel]
		if selection := pkg.Info.Selections[function]; selection != nil {
			receiver = canonical.String(selection.Recv())
		}
	case *ast.FuncLit:
		return "value", "func literal", "", false
	}
	if callee.IsBuiltin() {
		if object != nil {
			name = object.Name()
		}
		return "builtin", name, "", false
	}
	switch object := object.(type) {
	case *types.Func:
		origin := object.Origin()
		signature := origin.Signature()
		generic = signature.TypeParams().Len() > 0 || signature.RecvTypeParams().Len() > 0
		if signature.Recv() == nil {
			return "function", qualified(object.Pkg(), object.Name()), "", generic
		}
		kind = "method"
		if types.IsInterface(signature.Recv().Type()) {
			kind = "interface method"
			if named, ok := types.Unalias(signature.Recv().Type()).(*types.Named); ok {
				generic = named.TypeParams().Len() > 0
			}
		}
		return kind, "(" + receiverName(signature.Recv().Type()) + ")." + object.Name(), receiver, generic
	case nil:
		if callee.Type == nil || types.Identical(callee.Type, types.Typ[types.Invalid]) {
			return "invalid", "", receiver, false
		}
	}
	// A field's or a variable's owner is no receiver.
	return "value", "func value", "", false
}

func isInstantiation(pkg *load.Package, function ast.Expr) bool {
	switch function := ast.Unparen(function).(type) {
	case *ast.Ident:
		_, ok := pkg.Info.Uses[function].(*types.Func)
		return ok
	case *ast.SelectorExpr:
		_, ok := pkg.Info.Uses[function.Sel].(*types.Func)
		return ok
	}
	return false
}

// receiverName spells the declared receiver without type arguments: one method has one name.
func receiverName(t types.Type) string {
	t = types.Unalias(t)
	if pointer, ok := t.(*types.Pointer); ok {
		return "*" + receiverName(pointer.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return qualified(named.Obj().Pkg(), named.Obj().Name())
	}
	return "interface"
}

func qualified(pkg *types.Package, name string) string {
	if pkg == nil {
		return name
	}
	return pkg.Path() + "." + name
}

func resultTypes(result types.TypeAndValue) []types.Type {
	if result.Type == nil || result.IsVoid() {
		return nil
	}
	if tuple, ok := result.Type.(*types.Tuple); ok {
		var list []types.Type
		for variable := range tuple.Variables() {
			list = append(list, variable.Type())
		}
		return list
	}
	return []types.Type{result.Type}
}

// coreSignature finds the signature behind a named function type or a type parameter.
func coreSignature(t types.Type) (*types.Signature, bool) {
	if signature, ok := t.Underlying().(*types.Signature); ok {
		return signature, true
	}
	return nil, false
}

func isContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}

// unitOffsets turns offsets in bytes into offsets in UTF-16 code units.
type unitOffsets struct {
	after []int // byte offsets after each character that is not ASCII
	less  []int // how many fewer units than bytes there are up to that offset
}

func newUnitOffsets(source []byte) unitOffsets {
	var offsets unitOffsets
	less := 0
	for i := 0; i < len(source); {
		if source[i] < utf8.RuneSelf {
			i++
			continue
		}
		character, size := utf8.DecodeRune(source[i:])
		units := 1
		if character > 0xFFFF {
			units = 2
		}
		i += size
		less += size - units
		offsets.after = append(offsets.after, i)
		offsets.less = append(offsets.less, less)
	}
	return offsets
}

func (o unitOffsets) at(offset int) int {
	index := sort.SearchInts(o.after, offset+1)
	if index == 0 {
		return offset
	}
	return offset - o.less[index-1]
}
