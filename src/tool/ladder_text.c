/* The ladder on a terminal: a line a segment, as the figures of RFC 9293 3.5 and 3.6 have it. A segment that others
 * overtake takes two lines, one where it leaves and one where it arrives. */
#include <string.h>

#include "ladder.h"

/* What arrows are made of. A glyph is one column wide. */
struct glyphs { const char *line, *shaft, *right, *left, *gap, *lost, *call, *tee_right, *tee_left, *to, *pause; };

static const struct glyphs unicode = {"│", "─", "▶", "◀", "·", "✗", "●", "├", "┤", "→", "┊"};
static const struct glyphs ascii = {"|", "-", ">", "<", ".", "x", "*", "|", "|", ">", ":"};

struct canvas {
  FILE *out;
  const struct ladder *ladder;
  const struct glyphs *glyphs;
  bool colour;
  int states, arrow;           /* columns of a state column, and between the lifelines */
  struct ladder_widths widths;
};

#define RED "\033[1;31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define MAGENTA "\033[35m"
#define CYAN "\033[36m"
#define DIM "\033[2m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* The columns that a text takes on the terminal. */
static int columns(const char *text)
{
  int count = 0;
  for (; *text; text++)
    count += (*text & 0xc0) != 0x80;
  return count;
}

static void put(const struct canvas *c, const char *colour, const char *text)
{
  if (c->colour && *colour)
    fprintf(c->out, "%s%s" PLAIN, colour, text);
  else
    fputs(text, c->out);
}

static void repeat(const struct canvas *c, const char *colour, const char *glyph, int count)
{
  if (count <= 0)
    return;
  fputs(c->colour ? colour : "", c->out);
  for (int i = 0; i < count; i++)
    fputs(glyph, c->out);
  fputs(c->colour && *colour ? PLAIN : "", c->out);
}

/* ---- The parts of a line ----------------------------------------------------------------------------------------- */

static void state_text(const struct canvas *c, char text[64], const struct ladder_event *e)
{
  if (!e || !e->before)
    text[0] = '\0';
  else if (e->before == e->after)
    snprintf(text, 64, "%s", e->after);
  else
    snprintf(text, 64, "%s %s %s", e->before, c->glyphs->to, e->after);
}

static void put_state(const struct canvas *c, enum ladder_side side, const struct ladder_event *e)
{
  char text[64];
  state_text(c, text, e);
  int space = c->states - columns(text);
  if (side == LADDER_LEFT)
    fprintf(c->out, "%*s", space, "");
  else if (*text)
    fputc(' ', c->out);
  put(c, e && e->before != e->after ? BOLD : "", text);
}

static void put_time(const struct canvas *c, synfin_time at)
{
  char when[32];
  snprintf(when, sizeof when, "%8.3f  ", (double)at / 1e6);
  put(c, DIM, when);
}

static void put_note(const struct canvas *c, const struct ladder_event *e)
{
  const struct glyphs *g = c->glyphs;
  int space = c->arrow - columns(e->text) - 1;
  fprintf(c->out, " ");
  put(c, e->side == LADDER_LEFT ? YELLOW : "", e->side == LADDER_LEFT ? g->call : g->line);
  if (e->side == LADDER_LEFT) {
    fputc(' ', c->out);
    put(c, YELLOW, e->text);
    fprintf(c->out, "%*s", space, "");
  } else {
    fprintf(c->out, "%*s", space, "");
    put(c, YELLOW, e->text);
    fputc(' ', c->out);
  }
  put(c, e->side == LADDER_RIGHT ? YELLOW : "", e->side == LADDER_RIGHT ? g->call : g->line);
}

static const char *arrow_colour(const struct ladder_event *e)
{
  uint8_t flags = e->segment.flags;
  return flags & SYNFIN_RST ? RED : flags & SYNFIN_SYN ? GREEN : flags & SYNFIN_FIN ? MAGENTA
         : e->segment.len ? CYAN : DIM;
}

/* The arrow of a segment that leaves, or arrives, or both, in this line: what is missing of it is drawn as a gap. From
 * its tail on: shaft, label, shaft, head, and nothing beyond a head that does not get there. */
static void put_arrow(const struct canvas *c, const struct ladder_event *e, bool leaves, bool arrives)
{
  const struct glyphs *g = c->glyphs;
  const char *colour = arrow_colour(e);
  bool right = e->side == LADDER_LEFT, tail = leaves && e->before, lost = leaves && e->lost;
  const char *head = lost ? g->lost : !arrives ? g->gap : right ? g->right : g->left;
  const char *near = tail ? g->shaft : g->gap, *far = arrives || lost ? g->shaft : g->gap;
  char label[96 + 2];
  label[0] = ' ';
  ladder_label(label + 1, e, c->widths);
  strcat(label, " ");
  int space = c->arrow - columns(label) - 1;               /* for both shafts */
  int beyond = lost ? space / 3 : 0;
  int near_len = right ? 3 : space - beyond - 2, far_len = space - beyond - near_len;
  fputc(' ', c->out);
  put(c, right && tail ? colour : "", right && tail ? g->tee_right : g->line);
  if (right) {
    repeat(c, colour, near, near_len), put(c, colour, label), repeat(c, colour, far, far_len), put(c, colour, head);
    fprintf(c->out, "%*s", beyond, "");
  } else {
    fprintf(c->out, "%*s", beyond, "");
    put(c, colour, head), repeat(c, colour, far, far_len), put(c, colour, label), repeat(c, colour, near, near_len);
  }
  put(c, !right && tail ? colour : "", !right && tail ? g->tee_left : g->line);
}

/* ---- Lines from events ------------------------------------------------------------------------------------------- */

/* Whether an arrival is drawn in the line of its departure: nothing happened in between at the side where it arrives,
 * but arrivals of segments that left before it. */
static bool is_straight(const struct ladder *ladder, const struct ladder_event *sent)
{
  const struct ladder_event *arrived = &ladder->event[sent->twin];
  if (!sent->twin || !sent->before)
    return false;
  for (const struct ladder_event *e = sent + 1; e < arrived; e++)
    if (e->side == arrived->side && !(e->kind == LADDER_ARRIVED && &ladder->event[e->twin] < sent))
      return false;
  return true;
}

static void draw_event(const struct canvas *c, const struct ladder_event *e)
{
  const struct ladder_event *sent = e->kind == LADDER_ARRIVED ? &c->ladder->event[e->twin] : e;
  bool straight = e->kind != LADDER_NOTE && is_straight(c->ladder, sent);
  const struct ladder_event *states[2] = {NULL, NULL};
  states[e->side] = e;
  if (straight)
    states[ladder_other(e->side)] = &c->ladder->event[e->twin];
  if (e->kind == LADDER_ARRIVED ? straight : !e->before)
    return;                    /* it stands in the line of its departure, or has none but that of its arrival */
  put_time(c, e->at);
  put_state(c, LADDER_LEFT, states[LADDER_LEFT]);
  if (e->kind == LADDER_NOTE)
    put_note(c, e);
  else
    put_arrow(c, sent, e == sent, straight || e != sent);
  put_state(c, LADDER_RIGHT, states[LADDER_RIGHT]);
  fputc('\n', c->out);
}

/* A long time without anything. */
static void draw_pause(const struct canvas *c)
{
  fprintf(c->out, "%*s", 10 + c->states + 1, "");
  put(c, DIM, c->glyphs->pause);
  fprintf(c->out, "%*s", c->arrow, "");
  put(c, DIM, c->glyphs->pause);
  fputc('\n', c->out);
}

static void measure(struct canvas *c)
{
  c->widths = ladder_widths(c->ladder);
  c->states = 12;
  for (size_t i = 0; i < c->ladder->events; i++) {
    const struct ladder_event *e = &c->ladder->event[i];
    char text[128];
    state_text(c, text, e);
    c->states = columns(text) > c->states ? columns(text) : c->states;
    if (e->kind == LADDER_SENT)
      ladder_label(text, e, c->widths);
    int need = e->kind == LADDER_SENT ? columns(text) + 14 : columns(e->text) + 4;
    c->arrow = need > c->arrow ? need : c->arrow;
  }
}

void ladder_draw_text(FILE *out, const struct ladder *ladder, const struct ladder_options *options)
{
  struct canvas c = {
    .out = out, .ladder = ladder, .glyphs = options->ascii ? &ascii : &unicode, .colour = options->colour, .arrow = 40};
  measure(&c);
  put(&c, BOLD, ladder->title);
  fprintf(out, ": %s\n\n", ladder->about);
  fprintf(out, "%*s%*s", 10, "seconds   ", c.states, ladder->names[LADDER_LEFT]);
  fprintf(out, " %s%*s%s %s\n", c.glyphs->line, c.arrow, "", c.glyphs->line, ladder->names[LADDER_RIGHT]);
  for (size_t i = 0; i < ladder->events; i++) {
    const struct ladder_event *e = &ladder->event[i];
    if (i > 0 && e->at > e[-1].at + SYNFIN_SECONDS(1) / 2)
      draw_pause(&c);
    draw_event(&c, e);
  }
}
