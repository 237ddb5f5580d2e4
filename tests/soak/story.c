/* The story of one connection, as a ladder: the first end on the left, sequence numbers from the ISN on. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "soak.h"

static bool silent(const struct world *w, const struct slot *s)
{
  return !w->scenario.told || w->scenario.told_slot != s->id;
}

static const char *state_of(const struct slot *s, unsigned who)
{
  return synfin_state_name(synfin_status(&s->end[who].c));
}

static void line(const struct world *w, unsigned who, const char *state, const char *middle, const char *note)
{
  double seconds = (double)(w->now - w->began) / 1e6;
  printf("%10.6f %13s %s %-54s %s %-13s %s\n", seconds, who == 0 ? state : "", who == 0 ? "●" : "│", middle,
         who == 1 ? "●" : "│", who == 1 ? state : "", note);
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
  snprintf(padded, sizeof padded, who == 0 ? "%s" : "%54s", text);
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

void tell_sent(struct world *w, const struct slot *s, unsigned from, const struct synfin_segment *seg, const char *fate)
{
  if (silent(w, s))
    return;
  char text[120], arrow[200];
  segment_text(s, from, seg, text, sizeof text);
  bool lost = fate && strncmp(fate, "lost", 4) == 0;
  if (from == 0)
    snprintf(arrow, sizeof arrow, "--- %s --%s", text, lost ? "x" : ">");
  else
    snprintf(arrow, sizeof arrow, "%*s%s-- %s ---", strlen(text) < 46 ? (int)(46 - strlen(text)) : 0, "",
             lost ? "x" : "<", text);
  line(w, from, state_of(s, from), arrow, fate ? fate : "");
}

void tell_arrived(struct world *w, const struct slot *s, unsigned to, unsigned before, const struct synfin_segment *seg)
{
  if (silent(w, s))
    return;
  char text[120], arrow[200], note[60] = "";
  segment_text(s, !to, seg, text, sizeof text);
  if (to == 0)
    snprintf(arrow, sizeof arrow, "<-- %s", text);
  else
    snprintf(arrow, sizeof arrow, "%*s%s -->", strlen(text) < 50 ? (int)(50 - strlen(text)) : 0, "", text);
  if (before != s->end[to].c.state)
    snprintf(note, sizeof note, "was %s", synfin_state_name((enum synfin_state)before));
  line(w, to, state_of(s, to), arrow, note);
}
