/* What the commands of the program `synfin` have in common. */
#ifndef SYNFIN_TOOL_H
#define SYNFIN_TOOL_H

/* Exit statuses. */
enum { TOOL_OK = 0, TOOL_VIOLATION = 1, TOOL_USAGE = 2 };

/* A command gets its own name as argv[0] and returns the exit status. */
int ladder_command(int argc, char **argv);
int table_command(int argc, char **argv);
int get_command(int argc, char **argv);
int serve_command(int argc, char **argv);
int check_command(int argc, char **argv);

/* Prints one line, "synfin: ...", to stderr and returns `status`. */
int tool_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
