/*
 * What to do in a state on seeing a symbol, as one plain table. The generated parser stores most states as
 * lists that are searched on every step; unfolded they take 600 KB, and a step is one load.
 *
 * Include this after the grammar and before the library's language.c and parser.c, whose search it replaces.
 */

#ifndef LOOKUP_H
#define LOOKUP_H

#define ts_language_lookup ts_language_search
#define ts_language_has_actions ts_language_search_actions
#include "language.h"
#undef ts_language_lookup
#undef ts_language_has_actions

static uint16_t lookup_table[STATE_COUNT][SYMBOL_COUNT];

static inline uint16_t ts_language_lookup(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  (void)language;
  return lookup_table[state][symbol];
}

static inline bool ts_language_has_actions(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  return ts_language_lookup(language, state, symbol) != 0;
}

static void fill_lookup_table(const TSLanguage *language) {
  for (TSStateId state = 0; state < LARGE_STATE_COUNT; state++) {
    memcpy(lookup_table[state], &language->parse_table[state * SYMBOL_COUNT], sizeof lookup_table[state]);
  }
  for (TSStateId state = LARGE_STATE_COUNT; state < STATE_COUNT; state++) {
    const uint16_t *data = &language->small_parse_table[language->small_parse_table_map[SMALL_STATE(state)]];
    uint16_t groups = *data++;
    while (groups--) {
      uint16_t value = *data++;
      uint16_t symbols = *data++;
      while (symbols--) lookup_table[state][*data++] = value;
    }
  }
}

#endif
