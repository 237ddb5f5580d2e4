/* The parts of the page that report_html writes, each in a file of its own. */
#ifndef SYNFIN_CONFORM_REPORT_HTML_H
#define SYNFIN_CONFORM_REPORT_HTML_H

#include "report_parts.h"

struct page {
  FILE *out;
  const struct run *run;
  struct groups failures;              /* the n-th of them stands at #failure-n, from 1 on */
};

/* Causes that a page has room for. */
#define FAILURES_LISTED 1000u

void html_style(FILE *out);
void html_map(const struct page *page);                /* states x letters                                    */
void html_failures(const struct page *page);           /* each cause with a ladder, a capture and its command */
void html_unjudged(const struct page *page);           /* known deviations, and what was not judged           */
void html_requirements(const struct page *page);       /* those of RFC 9293, each with its verdict            */

/* The class of what is coloured by an outcome: "pass", "fail", "none". */
const char *html_class(enum outcome outcome);

#endif
