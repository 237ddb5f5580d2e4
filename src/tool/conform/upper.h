/* The upper tester of a target elsewhere, which makes the user calls there: a line of text for each (README.md). */
#ifndef SYNFIN_CONFORM_UPPER_H
#define SYNFIN_CONFORM_UPPER_H

#include <stdio.h>

#include "target.h"

#define UPPER_LINE (2u * TARGET_DATAGRAM + 64u)   /* octets of the longest line: text is in hexadecimal */

struct upper {
  FILE *lines;                         /* NULL: there is none */
  char trouble[128];                   /* empty, or what became of it: then no call is made any more */
  char line[UPPER_LINE];
};

/* Connects to HOST:PORT, or to a Unix socket by its path, and learns which TARGET_ bits it has. Returns an exit status;
 * where it is not TOOL_OK, one line on stderr has said why. */
int upper_open(struct upper *u, const char *where, unsigned *can);

/* As those of a target. Addresses are the target's and the peer's. */
bool upper_begin(struct upper *u, const struct scene *scene, const uint8_t ours[16], const uint8_t peer[16]);
ptrdiff_t upper_call(struct upper *u, enum target_call which, void *octets, size_t len);
enum synfin_state upper_status(struct upper *u);

void upper_close(struct upper *u);

#endif
