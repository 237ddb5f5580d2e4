/* A target without a fuzzer: runs every file named, and every file of the folders named, in the order of their names.
 * With --show one input is told as a ladder. This is what `make test` replays corpora and past crashes with. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

#define INPUT_MAX (1u << 20)

static unsigned long inputs, octets;

static int trouble(const char *path)
{
  perror(path);
  return 2;
}

/* In memory of just its size, so that the sanitizers see one octet too many. */
static int run_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  static uint8_t buffer[INPUT_MAX];
  if (!file)
    return trouble(path);
  size_t size = fread(buffer, 1, sizeof buffer, file);
  if (ferror(file))
    return fclose(file), trouble(path);
  fclose(file);
  uint8_t *data = malloc(size > 0 ? size : 1);
  if (!data)
    return trouble(path);
  memcpy(data, buffer, size);
  TELL("%s: %zu octets", path, size);
  LLVMFuzzerTestOneInput(data, size);
  free(data);
  inputs++;
  octets += size;
  return 0;
}

static int by_name_only(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static int run(const char *path)
{
  struct stat status;
  struct dirent **entries;
  if (stat(path, &status) != 0)
    return trouble(path);
  if (!S_ISDIR(status.st_mode))
    return run_file(path);
  int n = scandir(path, &entries, by_name_only, alphasort), worst = 0;
  for (int i = 0; i < n; i++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    int result = run(name);
    worst = result > worst ? result : worst;
    free(entries[i]);
  }
  if (n >= 0)
    free(entries);
  return n < 0 ? trouble(path) : worst;
}

int main(int argc, char **argv)
{
  int first = 1, worst = 0;
  if (argc > 1 && strcmp(argv[1], "--show") == 0)
    fuzz_telling = true, first++;
  if (first >= argc)
    return fprintf(stderr, "usage: %s [--show] FILE|FOLDER...\n", argv[0]), 2;
  for (int i = first; i < argc; i++) {
    int result = run(argv[i]);
    worst = result > worst ? result : worst;
  }
  printf("%s: %lu inputs, %lu octets\n", argv[0], inputs, octets);
  return worst;
}
