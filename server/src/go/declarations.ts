/**
 * Top-level declarations of a file: functions and methods with their signatures, types with fields and methods, variables
 * and constants. Bodies are not looked into, and names are not resolved.
 */
import type {
  Declarations,
  FieldFact,
  FunctionFact,
  LocalTypeFact,
  MethodFact,
  ParameterFact,
  SignatureFact,
  TypeFact,
  ValueFact,
} from './facts.ts';
import type { Inference } from './infer.ts';
import { Field, Kind } from './kinds.ts';
import {
  childByField,
  childrenByField,
  endOf,
  type FlatTree,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  ROOT,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from './tree.ts';
import { typeText } from './typeText.ts';

/** `inference` says what variables without a declared type are worth. */
export function declarationsOf(tree: FlatTree, inference: Inference): Declarations {
  const functions: FunctionFact[] = [];
  const types: TypeFact[] = [];
  const values: ValueFact[] = [];
  for (const node of namedChildren(tree, ROOT)) {
    switch (kindOf(tree, node)) {
      case Kind.function_declaration:
      case Kind.method_declaration:
        functions.push(functionFact(tree, node));
        break;
      case Kind.type_declaration:
        for (const spec of namedChildren(tree, node)) {
          const kind = kindOf(tree, spec);
          if (kind === Kind.type_spec || kind === Kind.type_alias) types.push(typeFact(tree, spec));
        }
        break;
      case Kind.var_declaration:
      case Kind.const_declaration:
        values.push(...valueFacts(tree, node, inference));
        break;
    }
  }
  const localTypes = localTypeFacts(tree, inference);
  return { functions, types, values, ...(localTypes.length > 0 ? { localTypes } : {}) };
}

/** Parameters, results and type parameters of any node that has them: declarations, literals, types, interface methods. */
export function signatureOf(tree: FlatTree, node: SyntaxNode): SignatureFact {
  const typeParameters = childByField(tree, node, Field.type_parameters);
  const parameters = childByField(tree, node, Field.parameters);
  const result = childByField(tree, node, Field.result);
  const resultIsList = result !== NO_NODE && kindOf(tree, result) === Kind.parameter_list;
  return {
    typeParameters: typeParameters === NO_NODE ? [] : parameterFacts(tree, typeParameters),
    parameters: parameters === NO_NODE ? [] : parameterFacts(tree, parameters),
    results:
      result === NO_NODE
        ? []
        : resultIsList
          ? parameterFacts(tree, result)
          : [{ name: '', type: typeText(tree, result) }],
    start: parameters === NO_NODE ? startOf(tree, node) : startOf(tree, parameters),
    end:
      result === NO_NODE ? (parameters === NO_NODE ? endOf(tree, node) : endOf(tree, parameters)) : endOf(tree, result),
  };
}

function parameterFacts(tree: FlatTree, list: SyntaxNode): ParameterFact[] {
  const facts: ParameterFact[] = [];
  for (const declaration of namedChildren(tree, list)) {
    const type = childByField(tree, declaration, Field.type);
    if (type === NO_NODE) continue;
    const text = typeText(tree, type);
    const isVariadic = kindOf(tree, declaration) === Kind.variadic_parameter_declaration;
    const add = (name: string) => facts.push(isVariadic ? { name, type: text, variadic: true } : { name, type: text });
    const names = fieldChildren(tree, declaration, Field.name);
    if (names.length === 0) add('');
    for (const name of names) add(textOf(tree, name));
  }
  return facts;
}

function functionFact(tree: FlatTree, node: SyntaxNode): FunctionFact {
  const name = childByField(tree, node, Field.name);
  const receiver = childByField(tree, node, Field.receiver);
  const receiverFact = receiver === NO_NODE ? undefined : receiverOf(tree, receiver);
  return {
    name: name === NO_NODE ? '' : textOf(tree, name),
    nameStart: name === NO_NODE ? startOf(tree, node) : startOf(tree, name),
    ...(receiverFact ? { receiver: receiverFact } : {}),
    ...signatureOf(tree, node),
    declarationStart: startOf(tree, node),
    declarationEnd: endOf(tree, node),
    hasBody: childByField(tree, node, Field.body) !== NO_NODE,
  };
}

function receiverOf(tree: FlatTree, list: SyntaxNode): FunctionFact['receiver'] {
  const declaration = namedChildren(tree, list)[0];
  if (declaration === undefined) return undefined;
  let type = childByField(tree, declaration, Field.type);
  const name = childByField(tree, declaration, Field.name);
  let pointer = false;
  let typeParameters: string[] = [];
  while (type !== NO_NODE) {
    const kind = kindOf(tree, type);
    if (kind === Kind.pointer_type) pointer = true;
    else if (kind === Kind.generic_type) {
      const given = childByField(tree, type, Field.type_arguments);
      typeParameters = given === NO_NODE ? [] : namedChildren(tree, given).map((each) => textOf(tree, each));
      type = childByField(tree, type, Field.type);
      continue;
    } else if (kind !== Kind.parenthesized_type) break;
    type = namedChildren(tree, type)[0] ?? NO_NODE;
  }
  if (type === NO_NODE) return undefined;
  return {
    name: name === NO_NODE ? '' : textOf(tree, name),
    type: textOf(tree, type),
    pointer,
    ...(typeParameters.length > 0 ? { typeParameters } : {}),
  };
}

function typeFact(tree: FlatTree, spec: SyntaxNode): TypeFact {
  const name = childByField(tree, spec, Field.name);
  const type = childByField(tree, spec, Field.type);
  const parameters = childByField(tree, spec, Field.type_parameters);
  const kind = type === NO_NODE ? -1 : kindOf(tree, type);
  return {
    name: name === NO_NODE ? '' : textOf(tree, name),
    nameStart: name === NO_NODE ? startOf(tree, spec) : startOf(tree, name),
    declarationStart: startOf(tree, spec),
    declarationEnd: endOf(tree, spec),
    typeParameters: parameters === NO_NODE ? [] : parameterFacts(tree, parameters),
    alias: kindOf(tree, spec) === Kind.type_alias,
    type:
      kind === Kind.struct_type
        ? 'struct'
        : kind === Kind.interface_type
          ? 'interface'
          : type === NO_NODE
            ? ''
            : typeText(tree, type),
    ...(kind === Kind.struct_type ? { fields: fieldFacts(tree, type) } : {}),
    ...(kind === Kind.interface_type ? interfaceElements(tree, type) : {}),
  };
}

/** Fields of a struct type node. */
export function fieldFacts(tree: FlatTree, structType: SyntaxNode): FieldFact[] {
  const facts: FieldFact[] = [];
  for (const list of namedChildren(tree, structType)) {
    for (const declaration of namedChildren(tree, list)) {
      if (kindOf(tree, declaration) !== Kind.field_declaration) continue;
      const [first, ...others] = fieldsIn(tree, declaration);
      if (first === undefined) continue;
      const inner = innerFields(tree, declaration);
      facts.push(inner.length === 0 ? first : { ...first, inner }, ...others);
    }
  }
  return facts;
}

/** Those below a field that have a tag, whichever struct they are of. */
function innerFields(tree: FlatTree, field: SyntaxNode): FieldFact[] {
  const facts: FieldFact[] = [];
  for (let node = field + 1, end = field + sizeOf(tree, field); node < end; node++) {
    if (kindOf(tree, node) !== Kind.field_declaration || childByField(tree, node, Field.tag) === NO_NODE) continue;
    facts.push(...fieldsIn(tree, node));
  }
  return facts;
}

/** One for each name of a declaration; an embedded field has the name of its type. */
function fieldsIn(tree: FlatTree, declaration: SyntaxNode): FieldFact[] {
  const type = childByField(tree, declaration, Field.type);
  if (type === NO_NODE) return [];
  const tagNode = childByField(tree, declaration, Field.tag);
  const tag = tagNode === NO_NODE ? {} : { tag: textOf(tree, tagNode).slice(1, -1) };
  const range = { start: startOf(tree, declaration), end: endOf(tree, declaration) };
  const names = fieldChildren(tree, declaration, Field.name);
  if (names.length === 0) {
    const written = tree.text.slice(range.start, endOf(tree, type)).replace(/\s+/g, '');
    return [{ name: embeddedName(written), type: written, embedded: true, ...tag, ...range }];
  }
  return names.map((name) => ({ name: textOf(tree, name), type: typeText(tree, type), ...tag, ...range }));
}

/** `*pkg.Client[T]` embeds as `Client`. */
function embeddedName(type: string): string {
  const base = type.replace(/^\*/, '').replace(/\[.*$/s, '');
  return base.slice(base.lastIndexOf('.') + 1);
}

function interfaceElements(tree: FlatTree, node: SyntaxNode): { methods: MethodFact[]; embeds: string[] } {
  const methods: MethodFact[] = [];
  const embeds: string[] = [];
  for (const element of namedChildren(tree, node)) {
    const kind = kindOf(tree, element);
    if (kind === Kind.method_elem) {
      const name = childByField(tree, element, Field.name);
      if (name !== NO_NODE) {
        methods.push({ name: textOf(tree, name), nameStart: startOf(tree, name), ...signatureOf(tree, element) });
      }
    } else if (kind === Kind.type_elem) embeds.push(typeText(tree, element));
  }
  return { methods, embeds };
}

function valueSpecs(tree: FlatTree, declaration: SyntaxNode): SyntaxNode[] {
  const specs: SyntaxNode[] = [];
  for (const child of namedChildren(tree, declaration)) {
    const kind = kindOf(tree, child);
    if (kind === Kind.var_spec || kind === Kind.const_spec) specs.push(child);
    else if (kind === Kind.var_spec_list) specs.push(...namedChildren(tree, child));
  }
  return specs;
}

function valueFacts(tree: FlatTree, declaration: SyntaxNode, inference: Inference): ValueFact[] {
  const facts: ValueFact[] = [];
  // A constant without a value repeats what stands before it.
  let type = NO_NODE;
  let values: readonly SyntaxNode[] = [];
  for (const spec of valueSpecs(tree, declaration)) {
    const constant = kindOf(tree, spec) === Kind.const_spec;
    const list = childByField(tree, spec, Field.value);
    const repeats = constant && list === NO_NODE;
    if (!repeats) {
      type = childByField(tree, spec, Field.type);
      values = list === NO_NODE ? [] : namedChildren(tree, list);
    }
    const names = fieldChildren(tree, spec, Field.name);
    for (const [index, name] of names.entries()) {
      if (kindOf(tree, name) !== Kind.identifier) continue;
      facts.push({
        name: textOf(tree, name),
        nameStart: startOf(tree, name),
        constant,
        type: type === NO_NODE || repeats ? '' : typeText(tree, type),
        ...(type === NO_NODE || repeats ? valueSymbol(inference, type, values, index, names.length) : {}),
      });
    }
  }
  return facts;
}

function valueSymbol(
  inference: Inference,
  type: SyntaxNode,
  values: readonly SyntaxNode[],
  index: number,
  count: number,
): Pick<ValueFact, 'value'> {
  if (type !== NO_NODE) return { value: inference.valueOfType(type) };
  const [only] = values;
  if (only !== undefined && values.length === 1 && count > 1) return { value: inference.resultOf(only, index) };
  const value = values[index];
  return value === undefined ? {} : { value: inference.typeOf(value) };
}

function localTypeFacts(tree: FlatTree, inference: Inference): LocalTypeFact[] {
  const facts: LocalTypeFact[] = [];
  const end = sizeOf(tree, ROOT);
  for (let top = 1; top < end; top += sizeOf(tree, top)) {
    if (kindOf(tree, top) === Kind.type_declaration) continue;
    const last = top + sizeOf(tree, top);
    for (let node = top; node < last; node++) {
      const kind = kindOf(tree, node);
      if (kind !== Kind.type_spec && kind !== Kind.type_alias) continue;
      const type = childByField(tree, node, Field.type);
      const locals = type === NO_NODE ? undefined : inference.localsOf(type);
      facts.push({ ...typeFact(tree, node), ...(locals ? { locals } : {}) });
    }
  }
  return facts;
}

/** Named children of a field; the grammar gives a field's name to the commas between them as well. */
function fieldChildren(tree: FlatTree, node: SyntaxNode, field: Field): SyntaxNode[] {
  return [...childrenByField(tree, node, field)].filter((child) => isNamed(tree, child));
}
