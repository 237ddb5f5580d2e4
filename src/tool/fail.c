/* How the program says that it cannot: see tool.h. */
#include "tool.h"

#include <stdarg.h>
#include <stdio.h>

int tool_fail(int status, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  fflush(stdout);
  fputs("synfin: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  return status;
}
