/* The letters of a script: what stands between its words is stepped over, and the first error is kept. */
#ifndef SYNFIN_SCRIPT_LEX_H
#define SYNFIN_SCRIPT_LEX_H

#include "script.h"

struct lexer {
  const char *at, *end;                /* `end` points to a NUL                       */
  unsigned line;
  struct script_message *error;        /* text empty: none                            */
};

/* Notes an error at this place, unless there is one already. Returns false. */
bool lex_fail(struct lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what was wanted, and what stands there instead. Returns false. */
bool lex_wanted(struct lexer *lexer, const char *what);

/* Steps over blanks and comments. A comment that does not end, or code that is to be run, is an error. */
void lex_skip(struct lexer *lexer);

/* Whether this text comes next, here or after blanks; it is stepped over if so. A word has to end there. */
bool lex_here(struct lexer *lexer, const char *text);
bool lex_next(struct lexer *lexer, const char *text);

/* The same, but an error if it does not. */
bool lex_demand(struct lexer *lexer, const char *text);

/* Whether nothing is left but blanks and comments. */
bool lex_ended(struct lexer *lexer);

/* A word of letters, digits and _, cut at its size; false if there is none. */
bool lex_word(struct lexer *lexer, char *word, size_t size);

/* A number, decimal or hexadecimal, from `least` to `most`; an error if there is none. `what` it is, for the error. */
bool lex_number(struct lexer *lexer, int64_t *number, int64_t least, int64_t most, const char *what);

/* Seconds, as in "0.100", ".1" or "3", as microseconds. */
bool lex_seconds(struct lexer *lexer, int64_t *microseconds);

#endif
