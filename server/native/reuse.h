/*
 * What a parse after an edit may take from the old tree.
 *
 * tree-sitter takes whatever still fits, down to single tokens. While the text has syntax errors that is too much: in the
 * midst of recovery it skips a reused statement as one where a fresh parse skips token after token, and the two end up with
 * different trees. A tree should depend on the text and on nothing else, so a text with errors is parsed with
 * whole_declarations_only: then nothing is taken but complete declarations without errors, and only where a fresh parse
 * would stand between two declarations, with nothing undecided. From there both go on alike, so both end with the same tree,
 * and yet only the declarations that changed or are broken are parsed again.
 *
 * Include this after the grammar and before the library's parser.c, whose decision it extends.
 */

#ifndef REUSE_H
#define REUSE_H

#include "subtree.h"

static bool whole_declarations_only;

/* Whether the only way on with a declaration is to complete the ones before it. */
static inline bool is_between_declarations(const TSLanguage *language, TSStateId state) {
  if (state == 1) return true; /* the start of the file */
  uint32_t count;
  const TSParseAction *actions = ts_language_actions(language, state, anon_sym_func, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (actions[i].type == TSParseActionTypeReduce && actions[i].reduce.symbol == aux_sym_source_file_repeat1) return true;
  }
  return false;
}

static inline bool is_off_limits(const TSLanguage *language, TSStateId state, Subtree tree) {
  if (ts_subtree_is_fragile(tree)) return true;
  if (!whole_declarations_only) return false;
  return ts_subtree_child_count(tree) == 0 || ts_subtree_symbol(tree) == aux_sym_source_file_repeat1 ||
         ts_subtree_error_cost(tree) > 0 || !is_between_declarations(language, state);
}

/* parser.c asks in one place, in a function that knows the parser and a pointer to the state. */
#define ts_subtree_is_fragile(tree) is_off_limits(self->language, *state, tree)

#endif
