/* The report as one page, which needs nothing from elsewhere: to be read on a phone or a desk, or printed. */
#include "report_html.h"

const char *html_class(enum outcome outcome)
{
  static const char *const classes[OUTCOMES + 1] = {
    [OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail", [OUTCOME_INCONCLUSIVE] = "unsure",
    [OUTCOME_NOT_APPLICABLE] = "na", [OUTCOME_KNOWN] = "known", [OUTCOME_NONE] = "none"};
  return classes[outcome];
}

static void head(const struct page *page)
{
  fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>synfin conform: ", page->out);
  put_xml(page->out, page->run->target->name);
  fputs("</title>\n", page->out);
  html_style(page->out);
  fputs("</head>\n<body>\n", page->out);
}

static void tiles(const struct page *page)
{
  const struct tally all = tally_run(page->run);
  fputs("<ul class=\"tiles\">\n", page->out);
  for (enum outcome o = 0; o < OUTCOMES; o++)
    fprintf(page->out, "<li class=\"%s\"><b>%zu</b> %s</li>\n", html_class(all.of[o] ? o : OUTCOME_NONE), all.of[o],
            outcome_counted(o));
  fputs("</ul>\n", page->out);
}

static void title(const struct page *page)
{
  const struct run *run = page->run;
  fputs("<header>\n<h1>", page->out);
  put_xml(page->out, run->target->name);
  fputs(" <small>against RFC 9293</small></h1>\n<p>", page->out);
  put_xml(page->out, run->target->about);
  fputs("<br>judged by synfin " SYNFIN_VERSION ", profile ", page->out);
  put_xml(page->out, run->profile);
  fprintf(page->out, ": %zu cases in %.1f s</p>\n", run->count, run->seconds);
  tiles(page);
  fputs("<nav><a href=\"#map\">states</a> <a href=\"#failures\">failures</a> <a href=\"#unjudged\">not judged</a> "
        "<a href=\"#requirements\">requirements</a></nav>\n</header>\n<main>\n", page->out);
}

void report_html(FILE *out, const struct run *run)
{
  struct page page = {out, run, group_failures(run)};
  head(&page);
  title(&page);
  html_map(&page);
  html_failures(&page);
  html_unjudged(&page);
  html_requirements(&page);
  fputs("</main>\n<footer>Made by <code>", out);
  put_xml(out, run->command);
  fputs("</code></footer>\n</body>\n</html>\n", out);
  groups_free(&page.failures);
}
