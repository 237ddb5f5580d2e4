/* The bar on stderr while a run takes place: how far it is, what failed, the last failures first. Drawn ten times a
 * second at most, on a terminal only, and gone at the end. */
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "report_parts.h"

#define BAR 24                         /* columns */
#define LINE 512
#define INTERVAL (SYNFIN_SECONDS(1) / 10)

/* What the run so far has to say. */
static struct { size_t failed; char ids[LINE]; synfin_time drawn; } so_far;

static synfin_time now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return SYNFIN_SECONDS(t.tv_sec) + (synfin_time)t.tv_nsec / 1000;
}

static size_t columns(void)
{
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void note_failure(const char *id)
{
  char ids[LINE];
  so_far.failed++;
  snprintf(ids, sizeof ids, "%.*s %.*s", CASE_ID, id, (int)sizeof ids - CASE_ID - 2, so_far.ids);
  memcpy(so_far.ids, ids, sizeof ids);
}

/* The last column stays free: a terminal would begin a new line there. */
static void draw(size_t done, size_t count)
{
  char line[2 * LINE];
  int full = count > 0 ? (int)(BAR * done / count) : BAR;
  snprintf(line, sizeof line, "%.*s%.*s %zu/%zu  %zu failed  %s", full, "########################", BAR - full,
           "........................", done, count, so_far.failed, so_far.ids);
  fprintf(stderr, "\r%.*s\033[K", (int)columns() - 1, line);
  fflush(stderr);
}

void report_progress(const struct run *run, size_t done, const struct result *last)
{
  if (!isatty(STDERR_FILENO))
    return;
  if (last && is_fail(last))
    note_failure(last->id);
  if (done == run->count) {
    fputs("\r\033[K", stderr);
    memset(&so_far, 0, sizeof so_far);
  } else if (now() >= so_far.drawn + INTERVAL) {
    so_far.drawn = now();
    draw(done, run->count);
  }
}
