/* Known deviations of a target: a file that says which cases fail, and why that is so.
 *
 * A line is `pattern TAB clause TAB reason`; one that is empty or begins with '#' is a comment. Pattern and clause are
 * those of fnmatch(3), whose `*` takes '/' too: for the id of a case, and for the clause that broke, so that another
 * failure of the same case is none that is known. The first line that fits counts. */
#ifndef SYNFIN_CONFORM_KNOWN_H
#define SYNFIN_CONFORM_KNOWN_H

#include "report.h"

struct known {
  struct deviation { const char *pattern, *clause, *reason; size_t line; } *deviation;
  size_t count;
  char *octets;                        /* of the file: the texts stand in it */
  const char *path;
};

/* Reads a file; `path` has to stay. Returns an exit status; where it is not TOOL_OK a line on stderr has said why, and
 * there is nothing to be freed. The results that are marked point into `known`: it is freed after them. */
int known_load(struct known *known, const char *path);
void known_free(struct known *known);

/* Gives a FAIL that is known its reason. */
void known_mark(const struct known *known, struct result *result);

/* Says of each line that no case of a whole run fails by it any more, or that it names none; returns how many. */
size_t known_stale(FILE *out, const struct known *known, const struct run *run);

#endif
