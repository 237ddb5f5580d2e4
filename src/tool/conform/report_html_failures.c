/* The failures, a cause each: what was demanded and what was seen, which cases, and one of them told in full. */
#include <stdlib.h>
#include <string.h>

#include "../tool.h"
#include "report_html.h"

#define IDS 3                          /* of a cause that are named          */
#define OPEN 10                        /* causes whose ladder stands open    */
#define TOLD 100                       /* that have one                      */

/* The file name of a case's capture: its id, without what is no letter, digit or hyphen. */
static void put_file_name(FILE *out, const char *id)
{
  for (; *id; id++)
    fputc(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", *id) ? *id : '-', out);
  fputs(".pcap", out);
}

/* The ladder as a capture, in a link that holds it. */
static void put_capture(FILE *out, const char *id, const struct ladder *ladder)
{
  char *octets = NULL;
  size_t len = 0;
  FILE *memory = open_memstream(&octets, &len);
  if (!memory)
    exit(tool_fail(TOOL_USAGE, "out of memory"));
  ladder_write_pcap(memory, ladder);
  fclose(memory);
  fputs("<p><a download=\"", out);
  put_file_name(out, id);
  fputs("\" href=\"data:application/vnd.tcpdump.pcap;base64,", out);
  put_base64(out, (const uint8_t *)octets, len);
  fprintf(out, "\">capture (pcap, %zu octets)</a></p>\n", len);
  free(octets);
}

static void put_ladder(const struct page *page, const struct result *result, bool open)
{
  static struct ladder ladder;         /* too large for the stack */
  ladder = (struct ladder){.title = result->id, .about = "", .names = {"tester", page->run->target->name}};
  if (!page->run->again(page->run->context, result->id, &ladder)) {
    fputs("<p class=\"soft\">It could not be played again for a ladder.</p>\n", page->out);
    return;
  }
  fprintf(page->out, "<details%s><summary>ladder of the first case</summary>\n", open ? " open" : "");
  fputs("<div class=\"picture\">\n", page->out);
  ladder_draw_svg(page->out, &ladder);
  fputs("</div></details>\n", page->out);
  put_capture(page->out, result->id, &ladder);
}

static void put_badge(FILE *out, const char *class, const char *text)
{
  if (!*text)
    return;
  fprintf(out, "<span class=\"badge %s\">", class);
  put_xml(out, text);
  fputs("</span>\n", out);
}

static void put_badges(FILE *out, const struct group *group)
{
  const struct result *first = *group->member;
  char cases[32];
  snprintf(cases, sizeof cases, "%zu %s", group->count, group->count == 1 ? "case" : "cases");
  fputs("<p>", out);
  put_badge(out, "fail", level_name(first->level));
  put_badge(out, "clause", first->clause);
  put_badge(out, "requirement", first->requirement);
  put_badge(out, "count", cases);
  fputs("</p>\n", out);
}

static void put_ids(FILE *out, const struct group *group)
{
  fputs("<ul class=\"ids\">", out);
  for (size_t i = 0; i < group->count && i < IDS; i++) {
    fputs("<li>", out);
    put_xml(out, group->member[i]->id);
    fputs("</li>", out);
  }
  if (group->count > IDS)
    fprintf(out, "<li class=\"soft\">and %zu more</li>", group->count - IDS);
  fputs("</ul>\n", out);
}

static void put_again(const struct page *page, const char *id)
{
  char *again = command_again(page->run, id);
  fputs("<code class=\"again\">", page->out);
  put_xml(page->out, again);
  fputs("</code>\n", page->out);
  free(again);
}

static void put_failure(const struct page *page, size_t i)
{
  const struct group *group = &page->failures.group[i];
  const struct result *first = *group->member;
  fprintf(page->out, "<article id=\"failure-%zu\">\n<h3>", i + 1);
  put_xml(page->out, first->title);
  fputs("</h3>\n", page->out);
  put_badges(page->out, group);
  fputs("<p>", page->out);
  put_xml(page->out, first->text);
  fputs("</p>\n", page->out);
  put_ids(page->out, group);
  put_again(page, first->id);
  if (i < TOLD)
    put_ladder(page, first, i < OPEN);
  fputs("</article>\n", page->out);
}

void html_failures(const struct page *page)
{
  fputs("<section id=\"failures\">\n<h2>Failures</h2>\n", page->out);
  if (page->failures.count == 0)
    fputs("<p>None.</p>\n", page->out);
  for (size_t i = 0; i < page->failures.count && i < FAILURES_LISTED; i++)
    put_failure(page, i);
  if (page->failures.count > FAILURES_LISTED)
    fprintf(page->out, "<p>And %zu causes more: the reports as text and JSON hold them all.</p>\n",
            page->failures.count - FAILURES_LISTED);
  fputs("</section>\n", page->out);
}
