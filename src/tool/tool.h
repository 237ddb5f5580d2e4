/* What the commands of the program `synfin` have in common. */
#ifndef SYNFIN_TOOL_H
#define SYNFIN_TOOL_H

#include <stddef.h>

/* Exit statuses. */
enum { TOOL_OK = 0, TOOL_VIOLATION = 1, TOOL_USAGE = 2 };

/* A command gets its own name as argv[0] and returns the exit status. */
int ladder_command(int argc, char **argv);
int table_command(int argc, char **argv);
int conform_command(int argc, char **argv);
int get_command(int argc, char **argv);
int serve_command(int argc, char **argv);
int script_command(int argc, char **argv);
int check_command(int argc, char **argv);

/* Prints one line, "synfin: ...", to stderr and returns `status`. */
int tool_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Zeroed memory, its taker's to free; where there is none the program ends with a line and TOOL_USAGE. */
void *tool_allocate(size_t count, size_t size);

/* All octets of a file with a NUL behind them, and how many; its taker's to free. NULL leaves errno. */
char *tool_read(const char *path, size_t *len);

#endif
