/** Initialisms that Go writes in capitals throughout. */
const initialisms = new Set([
  'api',
  'cpu',
  'css',
  'dns',
  'html',
  'http',
  'id',
  'ip',
  'json',
  'sku',
  'sql',
  'ui',
  'uri',
  'url',
  'uuid',
  'vat',
  'xml',
]);

/** A word as a part of a Go name: `Order`, `ID`. */
export function goWord(word: string): string {
  return initialisms.has(word.toLowerCase()) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1);
}
