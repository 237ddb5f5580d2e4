/* The parts of the parser. Each reads one thing at the lexer's place; false: an error is noted. */
#ifndef SYNFIN_SCRIPT_PARSE_H
#define SYNFIN_SCRIPT_PARSE_H

#include "lex.h"

/* A segment, from its flags on; `injected`: after '<', else after '>'. */
bool parse_segment(struct lexer *lexer, struct script_segment *segment, bool injected);

/* The options of a segment, behind their '<'. */
bool parse_options(struct lexer *lexer, struct script_segment *segment, bool injected);

/* A call, from its name or from the time at which it returns on. */
bool parse_call(struct lexer *lexer, struct script_call *call);

/* What all options of a segment take in its header, in octets. */
unsigned options_octets(const struct script_segment *segment);

#endif
