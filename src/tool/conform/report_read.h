/* Reads what report_json wrote. */
#ifndef SYNFIN_CONFORM_REPORT_READ_H
#define SYNFIN_CONFORM_REPORT_READ_H

#include "report.h"

/* A report: its run, whose texts stand in `octets`. The run has neither command nor `again`. */
struct report { struct run run; struct target target; struct result *results; char *octets; };

/* Reads a file. Other files, and reports that were cut off, get a line on stderr. Returns an exit status; where it is
 * TOOL_OK the report is to be freed. */
int report_read(struct report *report, const char *path);
void report_free(struct report *report);

#endif
