/**
 * Which layers are the inner ones, where the configuration does not say it in so many words. Used by rules about what may
 * show in a layer's types; rules about imports need no such guess.
 */
import type { Layer } from '../../config/config.ts';

/** Holds business rules and nothing else: by name, or because the configuration keeps everything technical out of it. */
export function isInnermost({ name, imports }: Layer): boolean {
  const { std, external } = imports;
  if (external !== undefined && external.allow !== '*' && external.allow.length === 0) return true;
  return std?.allow === 'pure' || innermostNames.has(name.toLowerCase());
}

/** The innermost layer, or the one around it that says what the application does. */
export function isInner(layer: Layer): boolean {
  return isInnermost(layer) || applicationNames.has(layer.name.toLowerCase());
}

const innermostNames = new Set(['domain', 'entity', 'entities', 'core']);
const applicationNames = new Set(['usecase', 'usecases', 'application', 'app', 'interactor']);
