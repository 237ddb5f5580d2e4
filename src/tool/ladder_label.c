/* The label of a segment, the same in all drawings. */
#include <string.h>

#include "ladder.h"

/* Control bits in the order in which RFC 9293 names them in its figures: SYN,ACK and FIN,ACK. */
static int flags_text(char text[40], uint8_t flags)
{
  static const struct { uint8_t bit; const char *name; } bits[] = {
    {SYNFIN_SYN, "SYN"}, {SYNFIN_FIN, "FIN"}, {SYNFIN_RST, "RST"}, {SYNFIN_URG, "URG"}, {SYNFIN_PSH, "PSH"},
    {SYNFIN_ACK, "ACK"}, {SYNFIN_ECE, "ECE"}, {SYNFIN_CWR, "CWR"}};
  int len = 0;
  text[0] = '\0';
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    if (flags & bits[i].bit)
      len += snprintf(text + len, 40 - (size_t)len, "%s%s", len ? "," : "", bits[i].name);
  return len;
}

static int max(int a, int b)
{
  return a > b ? a : b;
}

struct ladder_widths ladder_widths(const struct ladder *ladder)
{
  struct ladder_widths w = {0, 0, 0, 0};
  for (size_t i = 0; i < ladder->events; i++) {
    const struct ladder_event *e = &ladder->event[i];
    char text[40];
    if (e->kind != LADDER_SENT)
      continue;
    w.flags = max(w.flags, flags_text(text, e->segment.flags));
    w.seq = max(w.seq, snprintf(text, sizeof text, "%u", e->segment.seq));
    if (e->segment.flags & SYNFIN_ACK)
      w.ack = max(w.ack, snprintf(text, sizeof text, "ack=%u", e->segment.ack));
    if (e->segment.len)
      w.len = max(w.len, snprintf(text, sizeof text, "len=%u", e->segment.len));
  }
  return w;
}

void ladder_label(char label[96], const struct ladder_event *e, struct ladder_widths w)
{
  char flags[40], ack[24] = "", len[24] = "";
  flags_text(flags, e->segment.flags);
  if (e->segment.flags & SYNFIN_ACK)
    snprintf(ack, sizeof ack, "ack=%u", e->segment.ack);
  if (e->segment.len)
    snprintf(len, sizeof len, "len=%u", e->segment.len);
  int n = snprintf(label, 96, "%-*s seq=%-*u %-*s %-*s", w.flags, flags, w.seq, e->segment.seq, w.ack, ack, w.len, len);
  while (n > 0 && label[n - 1] == ' ')
    label[--n] = '\0';
  if (*e->text)
    snprintf(label + n, 96 - (size_t)n, " (%s)", e->text);
}
