/* The state diagram, in the spirit of RFC 9293 Figure 5. Nodes and edges are what the machine says; only their colours
 * are chosen here. CLOSED stands twice, above and below, as in the figure. */
#include "table.h"

#include "synfin.h"

#define EACH_STATE(s) (enum synfin_state s = 0; s < SYNFIN_STATES; s++)
#define EACH_LETTER(l) (enum synfin_letter l = 0; l < SYNFIN_LETTERS; l++)

#define ACTIVE "#1a7f37"   /* the way of the one who opens and closes first */
#define PASSIVE "#0b57d0"  /* the way of the other */
#define BOTH "#8250df"     /* both at once */
#define PLAIN "#57606a"

/* Paths through the figure: the ordinary life of both sides, and the simultaneous open and close. */
static const struct path {
  enum synfin_state from, to;
  const char *colour;
} paths[] = {
  {SYNFIN_CLOSED, SYNFIN_SYN_SENT, ACTIVE},
  {SYNFIN_SYN_SENT, SYNFIN_ESTABLISHED, ACTIVE},
  {SYNFIN_ESTABLISHED, SYNFIN_FIN_WAIT_1, ACTIVE},
  {SYNFIN_FIN_WAIT_1, SYNFIN_FIN_WAIT_2, ACTIVE},
  {SYNFIN_FIN_WAIT_2, SYNFIN_TIME_WAIT, ACTIVE},
  {SYNFIN_TIME_WAIT, SYNFIN_CLOSED, ACTIVE},
  {SYNFIN_CLOSED, SYNFIN_LISTEN, PASSIVE},
  {SYNFIN_LISTEN, SYNFIN_SYN_RECEIVED_PASSIVE, PASSIVE},
  {SYNFIN_SYN_RECEIVED_PASSIVE, SYNFIN_ESTABLISHED, PASSIVE},
  {SYNFIN_ESTABLISHED, SYNFIN_CLOSE_WAIT, PASSIVE},
  {SYNFIN_CLOSE_WAIT, SYNFIN_LAST_ACK, PASSIVE},
  {SYNFIN_LAST_ACK, SYNFIN_CLOSED, PASSIVE},
  {SYNFIN_SYN_SENT, SYNFIN_SYN_RECEIVED_ACTIVE, BOTH},
  {SYNFIN_SYN_RECEIVED_ACTIVE, SYNFIN_ESTABLISHED, BOTH},
  {SYNFIN_FIN_WAIT_1, SYNFIN_CLOSING, BOTH},
  {SYNFIN_CLOSING, SYNFIN_TIME_WAIT, BOTH},
};

static const char *colour(enum synfin_state from, enum synfin_state to)
{
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (paths[i].from == from && paths[i].to == to)
      return paths[i].colour;
  return PLAIN;
}

/* What ends a connection from nearly everywhere. Figure 5 leaves it out (its note 3); here it stands in the node. */
static bool is_end(enum synfin_letter l)
{
  return l == SYNFIN_ON_ABORT || l == SYNFIN_ON_USER_TIMEOUT || l == SYNFIN_ON_RCV_RST || l == SYNFIN_ON_TEXT_UNWANTED;
}

/* A node: its name and, small, what ends it. */
static void print_node(FILE *out, enum synfin_state s)
{
  const char *before = "<br/><font point-size=\"8\" color=\"" PLAIN "\">", *after = "";
  fprintf(out, "  %s [label=<<b>%s</b>", synfin_state_label(s), synfin_state_label(s));
  for EACH_LETTER(l)
    if (is_end(l) && s != SYNFIN_CLOSED && synfin_step(s, l).next == SYNFIN_CLOSED) {
      fprintf(out, "%s%s", before, synfin_letter_name(l));
      before = " &#183; ";
      after = "</font>";
    }
  fprintf(out, "%s>]\n", after);
}

/* Whether a letter stands on the edge; the ends stand in the node. */
static bool is_on(enum synfin_state from, enum synfin_letter l, enum synfin_state to)
{
  return from != to && synfin_step(from, l).next == to && !(to == SYNFIN_CLOSED && is_end(l));
}

/* A line of an edge's label: all letters from `first` on that do the same, and below them what they do. */
static void print_line(FILE *out, enum synfin_state from, enum synfin_letter first, enum synfin_state to)
{
  unsigned effects = synfin_step(from, first).effects;
  const char *between = "<tr><td><b>";
  for (enum synfin_letter l = first; l < SYNFIN_LETTERS; l++)
    if (is_on(from, l, to) && synfin_step(from, l).effects == effects) {
      fprintf(out, "%s%s", between, synfin_letter_name(l));
      between = ", ";
    }
  fputs("</b><br/><font color=\"" PLAIN "\">", out);
  table_effects(out, effects, " ");
  fputs("</font></td></tr>", out);
}

static bool is_first(enum synfin_state from, enum synfin_letter letter, enum synfin_state to)
{
  for (enum synfin_letter l = 0; l < letter; l++)
    if (is_on(from, l, to) && synfin_step(from, l).effects == synfin_step(from, letter).effects)
      return false;
  return is_on(from, letter, to);
}

static void print_edge(FILE *out, enum synfin_state from, enum synfin_state to)
{
  bool any = false;
  for EACH_LETTER(l)
    any |= is_on(from, l, to);
  if (!any)
    return;
  bool below = to == SYNFIN_CLOSED && SYNFIN_IN_SYNCHRONIZED & SYNFIN_IN(from);
  fprintf(out, "  %s -> %s [color=\"%s\", label=<<table border=\"0\" cellborder=\"0\" cellpadding=\"1\">",
          synfin_state_label(from), below ? "closed" : synfin_state_label(to), colour(from, to));
  for EACH_LETTER(l)
    if (is_first(from, l, to))
      print_line(out, from, l, to);
  fputs("</table>>]\n", out);
}

void table_dot(FILE *out)
{
  fputs("// Made by `synfin table --format dot`: the state machine of RFC 9293, as Figure 5 draws it.\n"
        "digraph tcp {\n"
        "  rankdir=TB; bgcolor=white; nodesep=0.4; ranksep=0.35; fontname=\"Helvetica\"; fontsize=10\n"
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f6f8fa\", color=\"" PLAIN "\","
        " fontname=\"Helvetica\", fontsize=12, margin=\"0.15,0.06\"]\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7, penwidth=1.4]\n"
        "  label=<<br/><font color=\"" ACTIVE "\"><b>opens and closes first</b></font>  &#160;&#160;&#160;"
        "  <font color=\"" PASSIVE "\"><b>listens and closes second</b></font>  &#160;&#160;&#160;"
        "  <font color=\"" BOTH "\"><b>both at once</b></font>  &#160;&#160;&#160;"
        "  <font color=\"" PLAIN "\">small in a state: what leads from there to CLOSED as well</font>>\n", out);
  for EACH_STATE(s)
    print_node(out, s);
  fputs("  closed [label=<<b>CLOSED</b>>]\n", out);
  for EACH_STATE(from)
    for EACH_STATE(to)
      print_edge(out, from, to);
  fputs("}\n", out);
}
