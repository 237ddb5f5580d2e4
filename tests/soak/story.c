/* The story of one connection, as a ladder: the first end on the left, sequence numbers from the ISN on. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

#define FIRST_LINES 30u        /* of a long story */
#define LAST_LINES 50u

static bool silent(const struct world *w, const struct slot *s)
{
  return !w->scenario.told || w->scenario.told_slot != s->id;
}

static const char *state_of(const struct slot *s, unsigned who)
{
  return synfin_state_name(synfin_status(&s->end[who].c));
}

static void line(struct world *w, unsigned who, const char *state, const char *middle, const char *note)
{
  double seconds = (double)(w->now - w->began) / 1e6;
  if (w->story_lines % 256 == 0)
    w->story = realloc(w->story, (w->story_lines + 256) * sizeof *w->story);
  const char *left = who == 0 ? "●" : "│", *right = who == 1 ? "●" : "│";
  snprintf(w->story[w->story_lines++], STORY_COLUMNS, "%11.6f %12s %s %-56s %s %-12s %s", seconds,
           who == 0 ? state : "", left, middle, right, who == 1 ? state : "", note);
}

void tell_end(struct world *w)
{
  for (size_t i = 0; i < w->story_lines; i++) {
    bool middle = i >= FIRST_LINES && i + LAST_LINES < w->story_lines;
    if (!middle)
      printf("%s\n", w->story[i]);
    else if (i == FIRST_LINES)
      printf("%11s %zu lines\n", "...", w->story_lines - FIRST_LINES - LAST_LINES);
  }
}

void tell(struct world *w, const struct slot *s, unsigned who, const char *format, ...)
{
  if (silent(w, s))
    return;
  char text[120], padded[160];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  snprintf(padded, sizeof padded, who == 0 ? "%s" : "%56s", text);
  line(w, who, state_of(s, who), padded, "");
}

static void segment_text(const struct slot *s, unsigned from, const struct synfin_segment *seg, char *out, size_t room)
{
  static const char *const names[8] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR" };
  static const unsigned char order[6] = { 1, 2, 5, 3, 0, 4 };
  const struct end *a = &s->end[from], *b = &s->end[!from];
  uint32_t seq = a->incarnations ? a->records[(a->incarnations - 1) % RECORDS].iss : 0;
  uint32_t ack = b->incarnations ? b->records[(b->incarnations - 1) % RECORDS].iss : 0;
  size_t n = 0;
  for (unsigned i = 0; i < 6; i++)
    if (seg->flags >> order[i] & 1)
      n += (size_t)snprintf(out + n, room - n, "%s%s", n ? "," : "", names[order[i]]);
  n += (size_t)snprintf(out + n, room - n, " seq=%d", (int)(seg->seq - seq));
  if (seg->flags & SYNFIN_ACK)
    n += (size_t)snprintf(out + n, room - n, " ack=%d", (int)(seg->ack - ack));
  if (seg->len > 0)
    n += (size_t)snprintf(out + n, room - n, " len=%u", seg->len);
  snprintf(out + n, room - n, " wnd=%u", seg->wnd);
}

/* An arrow over the whole width, from the end that sends: it arrives on a line of its own. */
static void arrow(char *out, size_t room, unsigned from, const char *text, const char *tail, const char *head)
{
  static const char dashes[] = "--------------------------------------------------------";
  size_t used = strlen(text) + strlen(tail) + strlen(head) + 2;
  int rest = used < 56 ? (int)(56 - used) : 0;
  if (from == 0)
    snprintf(out, room, "%s %s %.*s%s", tail, text, rest, dashes, head);
  else
    snprintf(out, room, "%s%.*s %s %s", head, rest, dashes, text, tail);
}

void tell_sent(struct world *w, const struct slot *s, unsigned from, const struct synfin_segment *seg, const char *fate)
{
  if (silent(w, s))
    return;
  char text[120], out[240];
  bool lost = fate && strncmp(fate, "lost", 4) == 0;
  segment_text(s, from, seg, text, sizeof text);
  arrow(out, sizeof out, from, text, "--", lost ? "x" : from == 0 ? ">" : "<");
  line(w, from, state_of(s, from), out, fate ? fate : "");
}

void tell_arrived(struct world *w, const struct slot *s, unsigned to, unsigned before, const struct synfin_segment *seg)
{
  if (silent(w, s))
    return;
  char text[120], out[240], note[60] = "";
  segment_text(s, !to, seg, text, sizeof text);
  snprintf(out, sizeof out, to == 0 ? "<-- %s" : "%52s -->", text);
  if (before != s->end[to].c.state)
    snprintf(note, sizeof note, "was %s", synfin_state_name((enum synfin_state)before));
  line(w, to, state_of(s, to), out, note);
}
