/** What calls of Go's built-in functions give. Undefined where that is not known. */
import { defaultType, isUntyped } from './constants.ts';
import { ANY, type GoType, UNKNOWN } from './goType.ts';
import type { Members } from './members.ts';
import { combined, type Operand, valueType } from './operand.ts';

const INT: GoType = { kind: 'basic', name: 'int' };
const BYTE: GoType = { kind: 'basic', name: 'byte' };
const NOTHING: readonly GoType[] = [];

export function builtinResult(
  name: string,
  given: readonly Operand[],
  members: Members,
): readonly GoType[] | undefined {
  const [first, second] = given;
  switch (name) {
    case 'len':
    case 'cap':
    case 'copy':
      return [INT];
    case 'new': {
      if (!first) return undefined;
      const element = first.mode === 'type' ? first.type : defaultType(valueType(first));
      return known(element.kind === 'unknown' ? UNKNOWN : { kind: 'pointer', element });
    }
    case 'make':
      return first?.mode === 'type' ? [first.type] : undefined;
    case 'append':
      return first && !isUntyped(valueType(first)) ? known(valueType(first)) : undefined;
    case 'recover':
      return [ANY];
    case 'clear':
    case 'close':
    case 'delete':
    case 'panic':
    case 'print':
    case 'println':
      return NOTHING;
    case 'min':
    case 'max': {
      const type = given.map(valueType).reduce(combined, UNKNOWN);
      return given.length > 0 && given.every((each) => each.mode === 'value') ? typed(type) : undefined;
    }
    case 'real':
    case 'imag':
      return first && floatOf(members.core(valueType(first)));
    case 'complex':
      return first && second ? complexOf(members.core(combined(valueType(first), valueType(second)))) : undefined;
    default:
      return undefined;
  }
}

export function unsafeResult(name: string, given: readonly Operand[], members: Members): readonly GoType[] | undefined {
  const type = given[0] ? members.core(valueType(given[0])) : UNKNOWN;
  switch (name) {
    case 'Sizeof':
    case 'Alignof':
    case 'Offsetof':
      return [{ kind: 'basic', name: 'uintptr' }];
    case 'Add':
      return [{ kind: 'basic', name: 'unsafe.Pointer' }];
    case 'String':
      return [{ kind: 'basic', name: 'string' }];
    case 'StringData':
      return [{ kind: 'pointer', element: BYTE }];
    case 'Slice':
      return type.kind === 'pointer' ? [{ kind: 'slice', element: type.element }] : undefined;
    case 'SliceData':
      return type.kind === 'slice' ? [{ kind: 'pointer', element: type.element }] : undefined;
    default:
      return undefined;
  }
}

function known(type: GoType): readonly GoType[] | undefined {
  return type.kind === 'unknown' ? undefined : [type];
}

/** A constant alone takes its type from where it is used. */
function typed(type: GoType): readonly GoType[] | undefined {
  return isUntyped(type) ? undefined : known(type);
}

function floatOf(type: GoType): readonly GoType[] | undefined {
  if (type.kind !== 'basic') return undefined;
  if (type.name === 'complex128') return [{ kind: 'basic', name: 'float64' }];
  return type.name === 'complex64' ? [{ kind: 'basic', name: 'float32' }] : undefined;
}

function complexOf(type: GoType): readonly GoType[] | undefined {
  if (type.kind !== 'basic') return undefined;
  if (type.name === 'float64') return [{ kind: 'basic', name: 'complex128' }];
  return type.name === 'float32' ? [{ kind: 'basic', name: 'complex64' }] : undefined;
}
