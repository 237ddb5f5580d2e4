/* The numbered requirements of RFC 9293; the table is made from tests/requirements.tsv by `make gen`. */
#ifndef SYNFIN_CONFORM_REQUIREMENTS_H
#define SYNFIN_CONFORM_REQUIREMENTS_H

struct requirement { const char *id, *section, *text; };   /* "MUST-1", "3.1", a sentence */

#define REQUIREMENTS 119u

extern const struct requirement requirements[REQUIREMENTS];

#endif
