/* see tool.h */
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

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

void *tool_allocate(size_t count, size_t size)
{
  void *memory = calloc(count > 0 ? count : 1, size);
  if (!memory)
    exit(tool_fail(TOOL_USAGE, "out of memory"));
  return memory;
}

char *tool_read(const char *path, size_t *len)
{
  FILE *file = fopen(path, "r");
  char *octets = NULL;
  size_t room = 0, got = 1;
  for (*len = 0; file && got > 0; *len += got) {
    if (room - *len < 2) {
      char *more = realloc(octets, room = 2 * room + 65536);
      if (!more)
        break;
      octets = more;
    }
    got = fread(octets + *len, 1, room - *len - 1, file);
  }
  bool good = file && got == 0 && !ferror(file);
  int error = errno;
  if (file)
    fclose(file);
  errno = error;
  if (!good) {
    free(octets);
    return NULL;
  }
  octets[*len] = '\0';
  return octets;
}
