/*
 * Memory for tree-sitter, shaped after its habits: it asks for very many small blocks, hands most of them
 * back soon, and asks for the same sizes again. A block comes from a list of free blocks of its size or else
 * from the end of an arena; there is no merging and no searching.
 *
 * A file that is parsed once lets go of everything together: forget_everything() makes the arena empty again
 * without visiting a single block. What must outlive that (text and rows) uses malloc directly.
 */

#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 8, SMALL_STEP = 16, SMALL_COUNT = 65, LARGE_COUNT = 32, CHUNK_SIZE = 256 * 1024 };

/* In front of every block. A free block keeps the list's link in its own first bytes. */
typedef struct {
  uint32_t capacity;
  uint32_t unused;
} BlockHeader;

typedef struct Chunk {
  struct Chunk *next;
  uint32_t size;
} Chunk;

static Chunk *first_chunk;
static Chunk *last_chunk;
static uint32_t arena_size;
static char *arena_position;
static char *arena_end;

static void *small_blocks[SMALL_COUNT]; /* by capacity in steps of SMALL_STEP */
static void *large_blocks[LARGE_COUNT]; /* by capacity as a power of two */

static void *block_from_new_chunk(uint32_t needed);

static inline void **free_list(uint32_t capacity) {
  return capacity < SMALL_STEP * SMALL_COUNT ? &small_blocks[capacity / SMALL_STEP]
                                             : &large_blocks[31 - __builtin_clz(capacity)];
}

static inline uint32_t capacity_for(uint32_t size) {
  if (size <= SMALL_STEP * (SMALL_COUNT - 1)) {
    return size == 0 ? SMALL_STEP : (size + SMALL_STEP - 1) & ~(uint32_t)(SMALL_STEP - 1);
  }
  if (size > 0x40000000) __builtin_trap();
  return 1u << (32 - __builtin_clz(size - 1));
}

static inline void *arena_allocate(size_t size) {
  uint32_t capacity = capacity_for(size);
  void **list = free_list(capacity);
  void *block = *list;
  if (block) {
    *list = *(void **)block;
    return block;
  }
  uint32_t needed = capacity + sizeof(BlockHeader);
  BlockHeader *header;
  if ((uint32_t)(arena_end - arena_position) >= needed) {
    header = (BlockHeader *)arena_position;
    arena_position += needed;
  } else {
    header = block_from_new_chunk(needed);
  }
  header->capacity = capacity;
  return header + 1;
}

static inline void arena_free(void *block) {
  if (!block) return;
  void **list = free_list(((BlockHeader *)block - 1)->capacity);
  *(void **)block = *list;
  *list = block;
}

static void *arena_allocate_zeroed(size_t count, size_t size) {
  void *block = arena_allocate(count * size);
  memset(block, 0, count * size);
  return block;
}

static void *arena_reallocate(void *block, size_t size) {
  if (!block) return arena_allocate(size);
  uint32_t capacity = ((BlockHeader *)block - 1)->capacity;
  if (size <= capacity) return block;
  void *larger = arena_allocate(size);
  memcpy(larger, block, capacity);
  arena_free(block);
  return larger;
}

static void use_chunk(Chunk *chunk) {
  last_chunk = chunk;
  arena_position = (char *)(chunk + 1);
  arena_end = (char *)chunk + chunk->size;
}

__attribute__((noinline)) static void *block_from_new_chunk(uint32_t needed) {
  Chunk *chunk = last_chunk ? last_chunk->next : first_chunk;
  while (chunk && chunk->size - sizeof(Chunk) < needed) chunk = chunk->next;
  if (!chunk) {
    /* Growing a WebAssembly memory is dear, so a large arena grows in large steps. */
    uint32_t size = needed + sizeof(Chunk);
    if (size < CHUNK_SIZE) size = CHUNK_SIZE;
    if (size < arena_size / 4) size = arena_size / 4 & ~(uint32_t)(ALIGNMENT - 1);
    arena_size += size;
    chunk = malloc(size);
    if (!chunk) __builtin_trap();
    *chunk = (Chunk){.next = first_chunk, .size = size};
    if (!last_chunk) {
      first_chunk = chunk;
    } else {
      chunk->next = last_chunk->next;
      last_chunk->next = chunk;
    }
  }
  use_chunk(chunk);
  void *block = arena_position;
  arena_position += needed;
  return block;
}

static void forget_everything(void) {
  memset(small_blocks, 0, sizeof small_blocks);
  memset(large_blocks, 0, sizeof large_blocks);
  last_chunk = NULL;
  arena_position = arena_end = NULL;
  if (first_chunk) use_chunk(first_chunk);
}

#define ts_malloc arena_allocate
#define ts_calloc arena_allocate_zeroed
#define ts_realloc arena_reallocate
#define ts_free arena_free

#endif
