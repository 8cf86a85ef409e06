/*
 * The Go parser of Go Architect: tree-sitter, its Go grammar, and the one thing they lack — a way to
 * hand a whole syntax tree to JavaScript at once.
 *
 * Crossing between JavaScript and WebAssembly is what costs, not parsing. So the caller writes the
 * source text into this module's memory, calls once, and reads the tree back as one array: every node
 * in pre-order, four 32-bit words each (see write_tree).
 *
 * Everything is compiled as one unit, from the unchanged sources of tree-sitter beside this file and of
 * the npm package tree-sitter-go, so that the compiler sees through all calls and a few inner parts can be
 * replaced: memory.h, lexing.h, lookup.h and reuse.h say which and why. The module imports nothing: no files, no
 * printing. It does no query, no logging and no cancellation; those parts of tree-sitter are left out or
 * silenced here.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* tree-sitter prints only its debugging logs and graphs, which nobody turns on here. */
#define fprintf(...) (0)
#define snprintf(...) (0)
#define vsnprintf(...) (0)
#define fputs(...) (0)
#define fputc(...) (0)
#define fclose(...) (0)
#define fdopen(...) (NULL)

/*
 * While recovering from a syntax error tree-sitter weighs the alternatives by the bytes they skip. One
 * character counts the same here whether it arrives as one byte of ASCII or as two of UTF-16, so that a
 * file on disk and the same file in an editor have the same tree.
 */
#include "error_costs.h"
static unsigned cost_per_skipped_byte = 1;
#undef ERROR_COST_PER_SKIPPED_CHAR
#define ERROR_COST_PER_SKIPPED_CHAR cost_per_skipped_byte

#include "memory.h"

#include "lexer.c"
#include "lexing.h"
#include GRAMMAR_SOURCE
#undef eof
#include "lookup.h"

#include "get_changed_ranges.c"
#include "language.c"
#include "reuse.h"
#include "parser.c"
#undef ts_subtree_is_fragile
#include "stack.c"
#include "subtree.c"
#include "tree.c"
#include "wasm_store.c"

#define EXPORT(name) __attribute__((export_name(#name)))

enum { ENCODING_ASCII = 0, ENCODING_UTF16 = 1 };

enum { WORDS_PER_NODE = 4 };
enum { FLAG_NAMED = 1, FLAG_MISSING = 2, FLAG_HAS_ERROR = 4, FLAG_EXTRA = 8 };

/* Memory that forget_everything() must not touch. */
static void *allocate_outside(void *old, uint32_t size) {
  void *block = realloc(old, size);
  if (!block && size > 0) __builtin_trap();
  return block;
}

/* Buffers that live as long as the module and are used again for every file. */

typedef struct {
  char *bytes;
  uint32_t capacity;
} Buffer;

static Buffer input;
static Buffer output;

/* Does not keep the content. */
static void reserve(Buffer *buffer, uint32_t capacity) {
  if (capacity <= buffer->capacity) return;
  if (capacity < buffer->capacity * 2) capacity = buffer->capacity * 2;
  free(buffer->bytes);
  buffer->bytes = allocate_outside(NULL, capacity);
  buffer->capacity = capacity;
}

/*
 * What a production says about its children, as a table: the field of child i of production p. The
 * grammar's own form is a list that has to be searched for every node.
 */
static uint8_t field_table[PRODUCTION_ID_COUNT][MAX_ALIAS_SEQUENCE_LENGTH];

static void fill_field_table(const TSLanguage *language) {
  for (uint32_t production = 0; production < PRODUCTION_ID_COUNT; production++) {
    const TSFieldMapEntry *entry, *end;
    ts_language_field_map(language, production, &entry, &end);
    for (; entry < end; entry++) {
      if (entry->inherited || entry->child_index >= MAX_ALIAS_SEQUENCE_LENGTH) continue;
      uint8_t *field = &field_table[production][entry->child_index];
      if (*field == 0) *field = (uint8_t)entry->field_id;
    }
  }
}

EXPORT(start) void start(void) {
  fill_lookup_table(tree_sitter_go());
  fill_field_table(tree_sitter_go());
}

static TSParser *new_parser(void) {
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_go());
  return parser;
}

/* Writing the tree. */

/* A node whose children are being written. */
typedef struct {
  const Subtree *next;
  const Subtree *end;
  const TSSymbol *aliases; /* by structural index, or NULL */
  const uint8_t *fields;   /* by structural index */
  uint32_t position;       /* where the next child's padding begins, in bytes */
  uint32_t structural_index;
  int32_t row;             /* the node's own row, or -1 for a hidden node */
  uint8_t inherited_field; /* what a hidden node passes on to its children */
} Frame;

static Frame *frames;
static uint32_t frame_capacity;

static void push_frame(uint32_t depth, Subtree node, uint32_t start, int32_t row, uint8_t inherited_field) {
  if (depth == frame_capacity) {
    frame_capacity = frame_capacity ? frame_capacity * 2 : 256;
    frames = allocate_outside(frames, frame_capacity * sizeof(Frame));
  }
  const Subtree *children = ts_subtree_children(node);
  uint16_t production = node.ptr->production_id;
  frames[depth] = (Frame){
    .next = children,
    .end = children + node.ptr->child_count,
    .aliases = ts_language_alias_sequence(tree_sitter_go(), production),
    .fields = field_table[production],
    /* The first child's padding is counted in its parent's as well; begin before it. */
    .position = start - ts_subtree_padding(children[0]).bytes,
    .structural_index = 0,
    .row = row,
    .inherited_field = inherited_field,
  };
}

static inline void write_row(
  uint32_t *words, Subtree node, TSSymbol alias, uint8_t field, uint32_t start, uint32_t end, unsigned shift
) {
  const TSLanguage *language = tree_sitter_go();
  TSSymbol symbol = alias ? alias : ts_subtree_symbol(node);
  bool named = alias ? ts_language_symbol_metadata(language, alias).named : ts_subtree_named(node);
  uint32_t flags = (named ? FLAG_NAMED : 0) | (ts_subtree_missing(node) ? FLAG_MISSING : 0) |
                   (ts_subtree_error_cost(node) > 0 ? FLAG_HAS_ERROR : 0) |
                   (ts_subtree_extra(node) ? FLAG_EXTRA : 0);
  words[0] = ts_language_public_symbol(language, symbol) | (uint32_t)field << 16 | flags << 24;
  words[1] = start >> shift;
  words[2] = end >> shift;
  words[3] = 1;
}

/*
 * Writes all visible nodes in pre-order and returns how many there are. A row is four words:
 *   kind | field << 16 | flags << 24,  start,  end,  number of rows of this subtree
 * with offsets in characters as JavaScript counts them.
 *
 * This walks tree-sitter's own structure and skips its hidden nodes the way its cursor does: a hidden
 * node stands for its children and passes its field on to them.
 */
static uint32_t write_tree(const TSTree *tree, unsigned shift) {
  Subtree root = tree->root;
  uint32_t total = 1 + ts_subtree_visible_descendant_count(root);
  reserve(&output, total * WORDS_PER_NODE * sizeof(uint32_t));
  uint32_t *rows = (uint32_t *)output.bytes;
  uint32_t count = 0;
  uint32_t depth = 0;

  uint32_t root_start = ts_subtree_padding(root).bytes;
  write_row(&rows[WORDS_PER_NODE * count++], root, 0, 0, root_start, root_start + ts_subtree_size(root).bytes, shift);
  if (ts_subtree_child_count(root) > 0) push_frame(depth++, root, root_start, 0, 0);

  while (depth > 0) {
    Frame *frame = &frames[depth - 1];
    if (frame->next == frame->end) {
      if (frame->row >= 0) rows[frame->row * WORDS_PER_NODE + 3] = count - (uint32_t)frame->row;
      depth--;
      continue;
    }

    Subtree child = *frame->next++;
    uint32_t start = frame->position + ts_subtree_padding(child).bytes;
    uint32_t end = start + ts_subtree_size(child).bytes;
    frame->position = end;

    TSSymbol alias = 0;
    uint8_t field = 0;
    if (!ts_subtree_extra(child)) {
      uint32_t index = frame->structural_index++;
      if (index < MAX_ALIAS_SEQUENCE_LENGTH) {
        if (frame->aliases) alias = frame->aliases[index];
        field = frame->fields[index];
      }
      if (field == 0) field = frame->inherited_field;
    }

    bool visible = alias != 0 || ts_subtree_visible(child);
    int32_t row = -1;
    if (visible) {
      if (count == total) __builtin_trap(); /* the library counted its own nodes wrong */
      row = (int32_t)count++;
      write_row(&rows[WORDS_PER_NODE * row], child, alias, field, start, end, shift);
      field = 0;
    }
    if (ts_subtree_child_count(child) > 0) push_frame(depth++, child, start, row, field);
  }
  return count;
}

EXPORT(nodes) const char *nodes(void) { return output.bytes; }

/* The caller writes text here: whole files, and what an edit inserts. */

EXPORT(reserve_input) char *reserve_input(uint32_t byte_count) {
  reserve(&input, byte_count);
  return input.bytes;
}

EXPORT(is_ascii) int32_t is_ascii(uint32_t byte_count) {
  uint8_t seen = 0;
  for (uint32_t i = 0; i < byte_count; i++) seen |= (uint8_t)input.bytes[i];
  return seen < 0x80;
}

static TSTree *parse_text(
  TSParser *parser, const TSTree *old_tree, const char *text, uint32_t byte_count, uint32_t encoding
) {
  cost_per_skipped_byte = encoding == ENCODING_ASCII ? 2 : 1;
  return ts_parser_parse_string_encoding(
    parser, old_tree, text, byte_count, encoding == ENCODING_ASCII ? TSInputEncodingUTF8 : TSInputEncodingUTF16LE
  );
}

/* The parser of the open documents; there is none in an instance that parses files. */
static TSParser *document_parser;

/* A file that is parsed once: reserve, write the text, parse, read the rows. Nothing is kept. */
EXPORT(parse) uint32_t parse(uint32_t byte_count, uint32_t encoding) {
  if (document_parser) __builtin_trap(); /* it would be forgotten as well */
  forget_everything();
  TSTree *tree = parse_text(new_parser(), NULL, input.bytes, byte_count, encoding);
  return write_tree(tree, encoding == ENCODING_ASCII ? 0 : 1);
}

/*
 * An open document: text (UTF-16) and tree stay here, so that an edit re-parses only what it touches. An
 * instance of this module serves either documents or files.
 */

typedef struct {
  TSTree *tree;
  uint16_t *text;
  uint32_t length;
  uint32_t capacity;
} Document;

/* Takes its text from the input buffer. */
EXPORT(document_open) Document *document_open(uint32_t length) {
  if (!document_parser) document_parser = new_parser();
  Document *document = allocate_outside(NULL, sizeof(Document));
  *document = (Document){.length = length, .capacity = length + length / 8 + 1024};
  document->text = allocate_outside(NULL, document->capacity * sizeof(uint16_t));
  memcpy(document->text, input.bytes, length * sizeof(uint16_t));
  return document;
}

EXPORT(document_close) void document_close(Document *document) {
  ts_tree_delete(document->tree);
  free(document->text);
  free(document);
}

static Length length_after(Length length, const uint16_t *text, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    length.bytes += sizeof(uint16_t);
    if (text[i] == '\n') {
      length.extent.row++;
      length.extent.column = 0;
    } else {
      length.extent.column += sizeof(uint16_t);
    }
  }
  return length;
}

/* Replaces the characters from start to old_end by the new_count characters in the input buffer. */
EXPORT(document_edit) void document_edit(Document *document, uint32_t start, uint32_t old_end, uint32_t new_count) {
  Length start_length = length_after(length_zero(), document->text, start);
  Length old_end_length = length_after(start_length, document->text + start, old_end - start);

  uint32_t new_end = start + new_count;
  uint32_t tail = document->length - old_end;
  if (new_end + tail > document->capacity) {
    document->capacity = (new_end + tail) + (new_end + tail) / 8 + 1024;
    document->text = allocate_outside(document->text, document->capacity * sizeof(uint16_t));
  }
  memmove(document->text + new_end, document->text + old_end, tail * sizeof(uint16_t));
  memcpy(document->text + start, input.bytes, new_count * sizeof(uint16_t));
  document->length = new_end + tail;

  if (!document->tree) return;
  Length new_end_length = length_after(start_length, document->text + start, new_count);
  ts_tree_edit(document->tree, &(TSInputEdit){
    .start_byte = start_length.bytes,
    .old_end_byte = old_end_length.bytes,
    .new_end_byte = new_end_length.bytes,
    .start_point = start_length.extent,
    .old_end_point = old_end_length.extent,
    .new_end_point = new_end_length.extent,
  });
}

/*
 * Parsing again with the old tree at hand is fast, and where the text is free of syntax errors the result is the
 * tree of a fresh parse. Where it is not, reuse.h says how the result becomes that tree all the same. That
 * costs a parse of what is broken, which may be nearly all of the text (an open brace at its beginning); in a
 * text so long that this takes longer than a keystroke may, the first tree stands until the errors are gone.
 */
enum { LONGEST_TEXT_PARSED_TWICE = 1024 * 1024 };

static TSTree *parse_again(const Document *document, const TSTree *old_tree, bool only_declarations) {
  whole_declarations_only = only_declarations;
  TSTree *tree = parse_text(
    document_parser, old_tree, (const char *)document->text, document->length * sizeof(uint16_t), ENCODING_UTF16
  );
  whole_declarations_only = false;
  return tree;
}

static bool has_errors(const TSTree *tree) { return ts_subtree_error_cost(tree->root) > 0; }

EXPORT(document_parse) uint32_t document_parse(Document *document) {
  TSTree *old_tree = document->tree;
  bool is_short = document->length <= LONGEST_TEXT_PARSED_TWICE;
  /* A text that was broken before the edit most likely still is. */
  bool only_declarations = old_tree && is_short && has_errors(old_tree);
  document->tree = parse_again(document, old_tree, only_declarations);
  if (old_tree && is_short && !only_declarations && has_errors(document->tree)) {
    ts_tree_delete(document->tree);
    document->tree = parse_again(document, old_tree, true);
  }
  ts_tree_delete(old_tree);
  return write_tree(document->tree, 1);
}
