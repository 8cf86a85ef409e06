/**
 * Works out a `//go:build` expression with tags of which some are not known. It decides nothing about which tags there are.
 */

/** Undefined when it depends on tags that are not known, or when the expression cannot be read. */
export function evaluateBuildConstraint(
  expression: string,
  tagValue: (tag: string) => boolean | undefined,
): boolean | undefined {
  const tokens = expression.match(/\|\||&&|[!()]|[^\s!()|&]+/g) ?? [];
  let position = 0;
  const either = (): boolean | undefined => {
    let result = both();
    while (tokens[position] === '||') {
      position++;
      const other = both();
      result =
        result === true || other === true ? true : result === undefined || other === undefined ? undefined : false;
    }
    return result;
  };
  const both = (): boolean | undefined => {
    let result = single();
    while (tokens[position] === '&&') {
      position++;
      const other = single();
      result =
        result === false || other === false ? false : result === undefined || other === undefined ? undefined : true;
    }
    return result;
  };
  const single = (): boolean | undefined => {
    let negated = false;
    while (tokens[position] === '!') {
      position++;
      negated = !negated;
    }
    const token = tokens[position++];
    let result: boolean | undefined;
    if (token === '(') {
      result = either();
      position++;
    } else if (token !== undefined) result = tagValue(token);
    return result === undefined ? undefined : result !== negated;
  };
  const result = either();
  return position === tokens.length ? result : undefined;
}

/** Older toolchains than this one cannot read the modules of today; its tag and those before it are always set. */
const OLDEST_GO_MINOR = 18;

/** Tags that have a value in every build there is. `ignore` is never set. */
export function evidentTag(tag: string): boolean | undefined {
  if (tag === 'ignore') return false;
  const minor = /^go1\.(\d+)$/.exec(tag)?.[1];
  return minor !== undefined && Number(minor) <= OLDEST_GO_MINOR ? true : undefined;
}
