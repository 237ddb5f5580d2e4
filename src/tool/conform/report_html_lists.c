/* The lists of the page: requirements with their verdicts; known deviations, and what was not judged. */
#include "report_html.h"

/* ---- Requirements ------------------------------------------------------------------------------------------------ */

static void put_requirement(FILE *out, const struct requirement *r, const struct tally *tally)
{
  const enum outcome shown = worst(tally);
  fprintf(out, "<tr><td class=\"short\">%s</td><td class=\"section\">%s</td><td class=\"said\">", r->id, r->section);
  put_xml(out, r->text);
  fprintf(out, "</td><td class=\"%s\">", html_class(shown));
  const char *between = "";
  for (enum outcome o = 0; o < OUTCOMES; o++)
    if (tally->of[o] > 0) {
      fprintf(out, "%s%zu&nbsp;%s", between, tally->of[o], outcome_counted(o));
      between = "<br>";
    }
  fputs(shown == OUTCOME_NONE ? "no case</td></tr>\n" : "</td></tr>\n", out);
}

void html_requirements(const struct page *page)
{
  struct tally tallies[REQUIREMENTS];
  tally_requirements(page->run, tallies);
  fputs("<section id=\"requirements\">\n<h2>Requirements of RFC 9293</h2>\n<table class=\"list\">\n"
        "<thead><tr><th>id</th><th class=\"section\">section</th><th>requirement</th><th>cases</th></tr></thead>\n"
        "<tbody>\n", page->out);
  for (size_t i = 0; i < REQUIREMENTS; i++)
    put_requirement(page->out, &requirements[i], &tallies[i]);
  fputs("</tbody>\n</table>\n</section>\n", page->out);
}

/* ---- What was not judged ----------------------------------------------------------------------------------------- */

static void put_reason(FILE *out, const struct group *group, const char *reason)
{
  fprintf(out, "<tr><td class=\"number\">%zu</td><td class=\"said\">", group->count);
  put_xml(out, reason);
  fputs("<br><code class=\"soft\">", out);
  put_xml(out, (*group->member)->id);
  fputs(group->count > 1 ? " ...</code></td></tr>\n" : "</code></td></tr>\n", out);
}

/* A table of reasons, and how many cases each has. */
static void put_reasons(const struct page *page, const struct reasons *why)
{
  struct groups groups = group_results(page->run, why->wanted, why->alike);
  if (groups.count > 0)
    fprintf(page->out, "<h3>%s</h3>\n<table class=\"list\">\n", why->title);
  for (size_t i = 0; i < groups.count; i++)
    put_reason(page->out, &groups.group[i], why->reason(*groups.group[i].member));
  fputs(groups.count > 0 ? "</table>\n" : "", page->out);
  groups_free(&groups);
}

void html_unjudged(const struct page *page)
{
  fputs("<section id=\"unjudged\">\n<h2>Known, allowed, not judged</h2>\n", page->out);
  for (size_t i = 0; i < REASONS; i++)
    put_reasons(page, &report_reasons[i]);
  fputs("</section>\n", page->out);
}
