/* The map of the machine: a row a state, a column a letter, each cell coloured by the worst that became of its cases. */
#include "report_html.h"

#define EACH_STATE(s) (enum synfin_state s = 0; s < SYNFIN_STATES; s++)
#define EACH_LETTER(l) (enum synfin_letter l = 0; l < SYNFIN_LETTERS; l++)

/* Letters come in three kinds (RFC 9293 3.10): each up to the first of the next one. */
static const struct kind { const char *name; enum synfin_letter first, end; } kinds[] = {
  {"calls", SYNFIN_ON_OPEN_PASSIVE, SYNFIN_ON_USER_TIMEOUT},
  {"timeouts", SYNFIN_ON_USER_TIMEOUT, SYNFIN_ON_UNACCEPTABLE},
  {"what a segment is found to be", SYNFIN_ON_UNACCEPTABLE, (enum synfin_letter)SYNFIN_LETTERS},
};
#define KINDS (sizeof kinds / sizeof *kinds)

struct cell { struct tally tally; size_t failure; };       /* the first of those listed, from 1 on; 0: none */
struct map { struct cell cell[SYNFIN_STATES][SYNFIN_LETTERS]; size_t elsewhere; };

static struct cell *find_cell(struct map *map, const struct result *r)
{
  bool inside = r->state >= 0 && r->state < (int)SYNFIN_STATES && r->letter >= 0 && r->letter < (int)SYNFIN_LETTERS;
  return inside ? &map->cell[r->state][r->letter] : NULL;
}

static void fill(struct map *map, const struct page *page)
{
  for (size_t i = 0; i < page->run->count; i++) {
    struct cell *cell = find_cell(map, &page->run->results[i]);
    if (cell)
      cell->tally.of[outcome_of(&page->run->results[i])]++;
    else
      map->elsewhere++;
  }
  for (size_t i = page->failures.count; i-- > 0;)
    for (size_t j = 0; j < page->failures.group[i].count; j++) {
      struct cell *cell = find_cell(map, page->failures.group[i].member[j]);
      if (cell)
        cell->failure = i < FAILURES_LISTED ? i + 1 : 0;
    }
}

static bool is_first(enum synfin_letter letter)
{
  for (size_t i = 0; i < KINDS; i++)
    if (kinds[i].first == letter)
      return true;
  return false;
}

/* How many cases there are, of them those that count: "2/40" where 2 of 40 failed. */
static void put_count(FILE *out, const struct cell *cell, enum outcome shown)
{
  size_t all = 0;
  for (enum outcome o = 0; o < OUTCOMES; o++)
    all += cell->tally.of[o];
  if (cell->failure)
    fprintf(out, "<a href=\"#failure-%zu\">", cell->failure);
  if (shown == OUTCOME_PASS || cell->tally.of[shown] == all)
    fprintf(out, "%zu", all);
  else
    fprintf(out, "%zu<small>/%zu</small>", cell->tally.of[shown], all);
  fputs(cell->failure ? "</a>" : "", out);
}

static void put_cell(FILE *out, const struct cell *cell, enum synfin_state state, enum synfin_letter letter)
{
  const enum outcome shown = worst(&cell->tally);
  const bool never = shown == OUTCOME_NONE && synfin_step(state, letter).effects & SYNFIN_DO_IMPOSSIBLE;
  fprintf(out, "<td class=\"%s%s\" title=\"%s, %s: ", never ? "never" : html_class(shown),
          is_first(letter) ? " first" : "", synfin_state_label(state), synfin_letter_name(letter));
  if (shown == OUTCOME_NONE)
    fputs(never ? "cannot occur\">" : "no case\">", out);
  else {
    put_totals(out, &cell->tally);
    fputs("\">", out);
    put_count(out, cell, shown);
  }
  fputs("</td>", out);
}

static void put_heads(FILE *out)
{
  fputs("<tr><td></td>", out);
  for (size_t i = 0; i < KINDS; i++)
    fprintf(out, "<th class=\"over first\" colspan=\"%d\" scope=\"colgroup\">%s</th>",
            (int)kinds[i].end - (int)kinds[i].first, kinds[i].name);
  fputs("</tr>\n<tr><th class=\"state\"></th>", out);
  for EACH_LETTER(l)
    fprintf(out, "<th class=\"letter%s\" scope=\"col\"><span>%s</span></th>", is_first(l) ? " first" : "",
            synfin_letter_name(l));
  fputs("</tr>\n", out);
}

static void put_key(FILE *out, size_t elsewhere)
{
  fputs("<ul class=\"key\"><li class=\"pass\">passed</li><li class=\"fail\">failed</li>"
        "<li class=\"known\">known deviation</li><li class=\"unsure\">inconclusive</li>"
        "<li class=\"na\">not applicable</li><li class=\"none\">no case</li>"
        "<li class=\"never\">cannot occur</li></ul>\n"
        "<p class=\"soft\">A cell is coloured by the worst of its cases; 2/40 says that 2 of 40 became so.", out);
  if (elsewhere > 0)
    fprintf(out, " %zu cases have no cell of their own.", elsewhere);
  fputs("</p>\n</section>\n", out);
}

void html_map(const struct page *page)
{
  struct map map = {.elsewhere = 0};
  fill(&map, page);
  fputs("<section id=\"map\">\n<h2>States and events</h2>\n<div class=\"wide\"><table class=\"map\">\n", page->out);
  put_heads(page->out);
  for EACH_STATE(s) {
    fprintf(page->out, "<tr><th class=\"state\" scope=\"row\">%s</th>", synfin_state_label(s));
    for EACH_LETTER(l)
      put_cell(page->out, &map.cell[s][l], s, l);
    fputs("</tr>\n", page->out);
  }
  fputs("</table></div>\n", page->out);
  put_key(page->out, map.elsewhere);
}
