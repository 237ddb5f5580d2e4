/* The ladder as a picture: two lifelines in the colours of their states, and slanted arrows. Time runs down, but not to
 * scale: every moment gets the room that its texts need. */
#include <string.h>

#include "ladder.h"

#define WIDTH 960
#define LEFT_X 270             /* the lifelines */
#define RIGHT_X 690
#define SPAN (RIGHT_X - LEFT_X)
#define TOP 92
#define BAR 8                  /* how thick a lifeline is */
#define GAP 18                 /* between two moments */
#define PAUSE 26               /* what a long time takes more */

struct picture {
  FILE *out;
  const struct ladder *ladder;
  int y[LADDER_EVENTS], bottom;
};

static const char *state_colour(const char *name)
{
  static const char *const colours[SYNFIN_STATES] = {
    [SYNFIN_CLOSED] = "#8c959f", [SYNFIN_LISTEN] = "#218bff", [SYNFIN_SYN_SENT] = "#d4860b",
    [SYNFIN_SYN_RECEIVED_PASSIVE] = "#d4860b", [SYNFIN_SYN_RECEIVED_ACTIVE] = "#d4860b",
    [SYNFIN_ESTABLISHED] = "#2da44e", [SYNFIN_FIN_WAIT_1] = "#8250df", [SYNFIN_FIN_WAIT_2] = "#a475f9",
    [SYNFIN_CLOSE_WAIT] = "#bf3989", [SYNFIN_CLOSING] = "#8250df", [SYNFIN_LAST_ACK] = "#e85aad",
    [SYNFIN_TIME_WAIT] = "#6e4a1e"};
  for (enum synfin_state s = 0; s < SYNFIN_STATES; s++)
    if (!strcmp(name, synfin_state_name(s)))
      return colours[s];
  return colours[SYNFIN_CLOSED];
}

static const char *segment_colour(const struct ladder_event *sent)
{
  uint8_t flags = sent->segment.flags;
  return flags & SYNFIN_RST ? "#cf222e" : flags & SYNFIN_SYN ? "#9a6700" : flags & SYNFIN_FIN ? "#8250df"
         : sent->segment.len ? "#0969da" : "#57606a";
}

static void put_escaped(FILE *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '&': fputs("&amp;", out); break;
    default: fputc(*text, out);
    }
}

/* Where each event stands. Those of one moment stand below each other, at each side for itself, but nothing arrives
 * above where it was sent. */
static void place(struct picture *p)
{
  int top = TOP, down[2] = {0, 0};
  for (size_t i = 0; i < p->ladder->events; i++) {
    const struct ladder_event *e = &p->ladder->event[i];
    if (i > 0 && e->at != e[-1].at) {
      top += (down[0] > down[1] ? down[0] : down[1]) + GAP + (e->at > e[-1].at + SYNFIN_SECONDS(1) / 2 ? PAUSE : 0);
      down[0] = down[1] = 0;
    }
    if (e->kind == LADDER_ARRIVED && p->y[e->twin] > top + down[e->side])
      down[e->side] = p->y[e->twin] - top;
    p->y[i] = top + down[e->side];
    down[e->side] += e->kind == LADDER_NOTE || e->before != e->after ? 22 : e->kind == LADDER_SENT ? 16 : 14;
    p->bottom = top + (down[0] > down[1] ? down[0] : down[1]) + GAP;
  }
}

/* ---- Parts ------------------------------------------------------------------------------------------------------- */

/* A pill with a state's name beside the lifeline; what it is wide. */
static int draw_pill(const struct picture *p, enum ladder_side side, int y, const char *name)
{
  int width = 8 * (int)strlen(name) + 14;
  int x = side == LADDER_LEFT ? LEFT_X - 14 - width : RIGHT_X + 14;
  fprintf(p->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"9\" fill=\"%s\"/>"
          "<text class=\"state\" x=\"%d\" y=\"%d\">%s</text>\n",
          x, y - 9, width, state_colour(name), x + width / 2, y + 4, name);
  return width;
}

static void draw_note(const struct picture *p, const struct ladder_event *e, int y)
{
  int beyond = 14 + (e->before != e->after ? draw_pill(p, e->side, y, e->after) + 8 : 0);
  bool left = e->side == LADDER_LEFT;
  fprintf(p->out, "<text class=\"note\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">",
          left ? LEFT_X - beyond : RIGHT_X + beyond, y + 4, left ? "end" : "start");
  put_escaped(p->out, e->text);
  fputs("</text>\n", p->out);
}

/* In coordinates where the arrow is level: x from the left lifeline on. A shear does that without trigonometry. */
static void draw_arrow(const struct picture *p, const struct ladder_event *e, int from_y, int to_y)
{
  bool right = e->side == LADDER_LEFT;
  int length = SPAN - BAR, left_y = right ? from_y : to_y, right_y = right ? to_y : from_y;
  int tail = e->before ? 0 : length * 3 / 10, head = e->lost ? length * 7 / 10 : length;
  const char *colour = segment_colour(e);
  char label[96];
  ladder_label(label, e, (struct ladder_widths){0, 0, 0, 0});
  fprintf(p->out, "<g transform=\"matrix(1 %.4f 0 1 %d %d)\" stroke=\"%s\" fill=\"%s\">",
          (double)(right_y - left_y) / length, LEFT_X + BAR / 2, left_y, colour, colour);
  fprintf(p->out, "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"0\"%s/>", right ? tail : length - tail,
          right ? head - (e->lost ? 0 : 8) : length - head + (e->lost ? 0 : 8),
          e->lost || !e->before ? " stroke-dasharray=\"6 4\"" : "");
  int x = right ? head : length - head, back = right ? -10 : 10;
  if (e->lost)
    fprintf(p->out, "<path d=\"M%d -6l12 12m0 -12l-12 12\" stroke=\"#cf222e\" fill=\"none\" stroke-width=\"2.5\"/>",
            x - 6);
  else
    fprintf(p->out, "<path d=\"M%d 0l%d -5v10z\" stroke=\"none\"/>", x, back);
  fprintf(p->out, "<text class=\"label\" x=\"%d\" y=\"-4\" text-anchor=\"%s\">", right ? tail + 18 : length - tail - 18,
          right ? "start" : "end");
  put_escaped(p->out, label);
  fputs("</text></g>\n", p->out);
}

static void draw_bar(const struct picture *p, enum ladder_side side, int from, int to, const char *state)
{
  fprintf(p->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
          (side == LADDER_LEFT ? LEFT_X : RIGHT_X) - BAR / 2, from, BAR, to - from, state_colour(state));
}

/* A lifeline: a bar for each state, from the event that led to it to the next. */
static void draw_lifeline(const struct picture *p, enum ladder_side side)
{
  const char *state = synfin_state_name(SYNFIN_CLOSED);
  int from = TOP - 22;
  for (size_t i = 0; i < p->ladder->events; i++) {
    const struct ladder_event *e = &p->ladder->event[i];
    if (e->side != side || e->before == e->after)
      continue;
    draw_bar(p, side, from, p->y[i], state);
    from = p->y[i];
    state = e->after;
  }
  draw_bar(p, side, from, p->bottom, state);
}

/* The moment at the left margin, and what passed before it if that was long. */
static void draw_time(const struct picture *p, size_t i)
{
  const struct ladder_event *e = &p->ladder->event[i];
  if (i > 0 && e->at == e[-1].at)
    return;
  fprintf(p->out, "<text class=\"time\" x=\"64\" y=\"%d\">%.3f s</text>\n", p->y[i] + 4, (double)e->at / 1e6);
  if (i > 0 && e->at > e[-1].at + SYNFIN_SECONDS(1) / 2)
    fprintf(p->out, "<text class=\"pause\" x=\"%d\" y=\"%d\">%.1f s pass</text>\n", (LEFT_X + RIGHT_X) / 2,
            p->y[i] - PAUSE + 4, (double)(e->at - e[-1].at) / 1e6);
}

/* Of this picture alone: it may stand inside a page. */
static void draw_style(FILE *out)
{
  fputs("<style>.ladder text{font-family:Helvetica,Arial,sans-serif;font-size:12px;fill:#24292f}"
        ".ladder .title{font-size:17px;font-weight:bold}"
        ".ladder .name{font-size:14px;font-weight:bold;text-anchor:middle}"
        ".ladder .state{fill:#fff;font-size:11px;font-weight:bold;text-anchor:middle}.ladder .note{font-style:italic}"
        ".ladder .label{font-family:Menlo,Consolas,monospace;font-size:11px;stroke:none;fill:inherit}"
        ".ladder .time{fill:#8c959f;font-size:10px;text-anchor:end}.ladder .pause{fill:#8c959f;text-anchor:middle}"
        ".ladder line{stroke-width:1.6}</style>\n", out);
}

static void draw_head(const struct picture *p)
{
  fprintf(p->out, "<svg class=\"ladder\" xmlns=\"http://www.w3.org/2000/svg\" "
          "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", WIDTH, p->bottom + 20, WIDTH, p->bottom + 20);
  draw_style(p->out);
  fputs("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text class=\"title\" x=\"24\" y=\"32\">", p->out);
  put_escaped(p->out, p->ladder->title);
  fprintf(p->out, "%s<tspan font-weight=\"normal\">", *p->ladder->about ? ": " : "");
  put_escaped(p->out, p->ladder->about);
  fputs("</tspan></text>\n", p->out);
  for (enum ladder_side side = LADDER_LEFT; side <= LADDER_RIGHT; side++) {
    fprintf(p->out, "<text class=\"name\" x=\"%d\" y=\"60\">", side == LADDER_LEFT ? LEFT_X : RIGHT_X);
    put_escaped(p->out, p->ladder->names[side]);
    fputs("</text>\n", p->out);
  }
}

void ladder_draw_svg(FILE *out, const struct ladder *ladder)
{
  struct picture p = {.out = out, .ladder = ladder, .bottom = TOP};
  place(&p);
  draw_head(&p);
  draw_lifeline(&p, LADDER_LEFT);
  draw_lifeline(&p, LADDER_RIGHT);
  for (size_t i = 0; i < ladder->events; i++) {
    const struct ladder_event *e = &ladder->event[i];
    draw_time(&p, i);
    if (e->kind == LADDER_NOTE)
      draw_note(&p, e, p.y[i]);
    else if (e->kind == LADDER_ARRIVED && e->before != e->after)
      draw_pill(&p, e->side, p.y[i], e->after);
    else if (e->kind == LADDER_SENT)
      draw_arrow(&p, e, p.y[i], e->twin ? p.y[e->twin] : p.y[i] + 20);
  }
  fputs("</svg>\n", out);
}
