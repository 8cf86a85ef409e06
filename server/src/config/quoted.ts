/** A name or a path as YAML reads it back: in a flow list a comma or a bracket would end it, and `*` begins something else. */
export function quoted(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
