/* The machine, printed. */
#ifndef SYNFIN_TABLE_H
#define SYNFIN_TABLE_H

#include <stdio.h>

/* The names of a set of effects with `separator` between them, in the order in which they are performed. */
void table_effects(FILE *out, unsigned effects, const char *separator);

/* The state diagram in the spirit of RFC 9293 Figure 5, in the language of Graphviz. */
void table_dot(FILE *out);

/* The machine as an inline of Promela, SPIN's language. */
void table_promela(FILE *out);

#endif
