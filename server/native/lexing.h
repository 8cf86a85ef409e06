/*
 * The innermost loop: one step of the generated lexer to the next character. The generated code calls
 * through pointers into the library, four calls for every character; here the same steps are inlined, for the
 * only case this module has — one piece of text, in ASCII or UTF-16, without excluded ranges and without
 * columns being asked for. Whatever is unusual about a character goes the library's own way.
 *
 * Include this after the library's lexer.c and right before the grammar, whose macros it replaces.
 */

#ifndef LEXING_H
#define LEXING_H

static inline void step(TSLexer *lexer, bool skip) {
  Lexer *self = (Lexer *)lexer;
  uint32_t size = self->lookahead_size;
  uint32_t next = self->current_position.bytes + size;
  uint32_t in_chunk = next - self->chunk_start;
  if (!self->chunk || size == 0 || in_chunk >= self->chunk_size) {
    ts_lexer__advance(lexer, skip);
    return;
  }

  if (lexer->lookahead == '\n') {
    self->current_position.extent.row++;
    self->current_position.extent.column = 0;
  } else {
    self->current_position.extent.column += size;
  }
  self->current_position.bytes = next;
  if (skip) self->token_start_position = self->current_position;

  if (self->input.encoding == TSInputEncodingUTF8) {
    uint8_t character = (uint8_t)self->chunk[in_chunk];
    if (character < 0x80) {
      lexer->lookahead = character;
      self->lookahead_size = 1;
      return;
    }
  } else if (in_chunk + 1 < self->chunk_size) {
    uint16_t unit = *(const uint16_t *)&self->chunk[in_chunk];
    if ((unit & 0xF800) != 0xD800) { /* not half of a surrogate pair */
      lexer->lookahead = unit;
      self->lookahead_size = 2;
      return;
    }
  }
  ts_lexer__get_lookahead(self);
}

#undef START_LEXER
#define START_LEXER()     \
  bool result = false;    \
  bool skip = false;      \
  UNUSED                  \
  bool eof = false;       \
  int32_t lookahead;      \
  goto start;             \
  next_state:             \
  step(lexer, skip);      \
  start:                  \
  skip = false;           \
  lookahead = lexer->lookahead;

#undef ACCEPT_TOKEN
#define ACCEPT_TOKEN(symbol_value)     \
  result = true;                       \
  lexer->result_symbol = symbol_value; \
  ((Lexer *)lexer)->token_end_position = ((Lexer *)lexer)->current_position;

/* The generated code asks `lexer->eof(lexer)` at every character; the end always looks like a zero. */
#define eof(lexer) lookahead == 0 && ts_lexer__eof(lexer)

#endif
