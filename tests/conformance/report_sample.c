/* Reports of runs that were made up: report_sample RUN FORM [KNOWN], where KNOWN is a file of known deviations; or
 * report_sample compare BEFORE AFTER. reports.py reads what it writes. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conform/known.h"
#include "conform/report.h"
#include "tool.h"

static struct result results[100001];
static size_t count;

static struct result *add(const char *id, enum verdict verdict, const char *text)
{
  struct result *r = &results[count++];
  *r = (struct result){.title = "An unacceptable segment is answered with an ACK.", .clause = "3.10.7.4 First",
                       .requirement = "", .verdict = verdict, .state = -1, .letter = -1};
  snprintf(r->id, sizeof r->id, "%s", id);
  snprintf(r->text, sizeof r->text, "%s", text);
  return r;
}

/* ---- Runs -------------------------------------------------------------------------------------------------------- */

/* Some of everything. */
static void make_plain(void)
{
  add("opening/simultaneous-open", VERDICT_PASS, "")->requirement = "MUST-10";
  add("opening/half-open", VERDICT_PASS, "")->allowed = "RFC 793 reset";
  add("closing/time-wait", VERDICT_FAIL, "heard RST seq=17, allowed: ACK seq=4711")->requirement = "MUST-13, SHLD-3";
  add("closing/time-wait-again", VERDICT_FAIL, "heard RST seq=18, allowed: ACK seq=4712")->requirement = "MUST-13";
  add("closing/linger", VERDICT_FAIL, "heard nothing, allowed: FIN,ACK seq=4712")->level = LEVEL_SHOULD;
  add("timer/no-ladder", VERDICT_FAIL, "heard SYN after 3 s, allowed: nothing")->clause = "3.8.1";
  add("timer/persist", VERDICT_INCONCLUSIVE, "the window never closed");
  add("call/urgent", VERDICT_NOT_APPLICABLE, "the target has no urgent SEND");
  add("call/no-delay", VERDICT_NOT_APPLICABLE, "the target cannot switch Nagle off");
  struct result *r = add("matrix/ESTABLISHED/RST", VERDICT_FAIL, "heard nothing, allowed: ACK");
  r->state = SYNFIN_ESTABLISHED;
  r->letter = SYNFIN_ON_RST_IN_WINDOW;
}

/* The same, later. */
static void make_later(void)
{
  make_plain();
  results[0].verdict = VERDICT_FAIL;
  snprintf(results[0].text, sizeof results[0].text, "heard nothing, allowed: SYN,ACK");
  results[3].verdict = VERDICT_PASS;
  results[6].verdict = VERDICT_NOT_APPLICABLE;
  results[7] = results[--count];
  add("matrix/LISTEN/SYN", VERDICT_PASS, "");
}

/* What a form could take for its own. */
static void make_nasty(void)
{
  static const char *const texts[] = {
    "<b>&amp;\"'</b>", "]]>", "a # TODO b \\ c", "line\nnot ok 1\ttab", "\x01\x1b[31m\x7f", "caf\xc3\xa9 \xe2\x86\x92",
    "cut \xe2\x86", "\xff\xfe \xc0\x80 \xed\xa0\x80 \xef\xbf\xbf \xf4\x90\x80\x80", "\\u0000 \\n \"quoted\"",
    "'; rm -rf x", "$HOME `id`", " "};
  for (size_t i = 0; i < 4 * (sizeof texts / sizeof *texts); i++) {
    const char *text = texts[i / 4];
    char id[CASE_ID];
    snprintf(id, sizeof id, "suite<%zu>/%s", i % 2, text);
    struct result *r = add(id, (enum verdict)(i % 4), text);
    r->clause = r->requirement = text;
    r->title = texts[(i / 4 + 1) % (sizeof texts / sizeof *texts)];
    r->allowed = i % 4 == VERDICT_PASS ? text : NULL;
    r->known = i % 8 == VERDICT_FAIL ? text : NULL;
    snprintf(r->id + strlen(r->id), sizeof r->id - strlen(r->id), "%zu", i);
  }
}

/* A hundred thousand, over every row of the machine, with some causes. */
static void make_many(void)
{
  while (count < 100000) {
    enum synfin_state s = (enum synfin_state)(count / 7 % SYNFIN_STATES);
    enum synfin_letter l = (enum synfin_letter)(count / 89 % SYNFIN_LETTERS);
    bool never = synfin_step(s, l).effects & SYNFIN_DO_IMPOSSIBLE;
    char id[CASE_ID], text[64] = "";
    bool odd = s == SYNFIN_FIN_WAIT_2 && l == SYNFIN_ON_RCV_URG && count % 3 == 0;
    bool fail = !never && ((l == SYNFIN_ON_UNACCEPTABLE && s == SYNFIN_CLOSING) || odd);
    bool mute = l == SYNFIN_ON_SEND && s < SYNFIN_ESTABLISHED, lost = l == SYNFIN_ON_BAD_ACK && s == SYNFIN_LISTEN;
    snprintf(id, sizeof id, "matrix/%s/%s/n=%zu", synfin_state_label(s), synfin_letter_name(l), count);
    if (fail)
      snprintf(text, sizeof text, "heard RST seq=%zu in %s, allowed: ACK", count,
               synfin_state_name((enum synfin_state)(count % SYNFIN_STATES)));
    struct result *r = add(id, fail ? VERDICT_FAIL : mute ? VERDICT_NOT_APPLICABLE : lost ? VERDICT_INCONCLUSIVE
                           : VERDICT_PASS, fail ? text : mute ? "the target cannot SEND there" : lost ? "no way" : "");
    r->level = odd ? LEVEL_SHOULD : LEVEL_MUST;
    r->requirement = l == SYNFIN_ON_CLOSE ? "MUST-12" : odd ? "SHLD-3" : "";
    r->state = never ? -1 : (int)s;
    r->letter = never ? -1 : (int)l;
    r->allowed = l == SYNFIN_ON_RST_IN_WINDOW && count % 2 ? "RFC 793: RST taken anywhere in the window" : NULL;
  }
}

/* One whose ladder has a segment longer than a ladder keeps. */
static void make_long(void)
{
  add("matrix/v6/long", VERDICT_FAIL, "heard nothing, allowed: ACK");
}

/* As many causes as cases; the map knows of those that the page has no room for. */
static void make_scattered(void)
{
  while (count < 100000) {
    char id[CASE_ID], text[64] = "after 1 s ";
    size_t n = count, len = strlen(text);
    snprintf(id, sizeof id, "matrix/n=%zu", n);
    for (size_t bit = 0; bit < 17; bit++)
      text[len++] = n >> bit & 1 ? 'x' : 'o';
    struct result *r = add(id, VERDICT_FAIL, text);
    r->state = r->letter = n < 50000 ? -1 : (int)(n % SYNFIN_STATES);
  }
}

static const struct { const char *name; void (*make)(void); } runs[] = {
  {"empty", NULL}, {"plain", make_plain}, {"later", make_later}, {"nasty", make_nasty}, {"many", make_many},
  {"scattered", make_scattered}, {"long", make_long},
};

/* ---- Forms ------------------------------------------------------------------------------------------------------- */

/* A segment of 1000 octets over IPv6. */
static bool record_long(struct ladder *ladder)
{
  static const uint8_t text[1000];
  uint8_t octets[1020];
  const struct synfin_segment segment = {
    .src_port = 1025, .dst_port = 80, .seq = 1, .ack = 1, .flags = SYNFIN_ACK, .text = text, .len = sizeof text};
  ladder->version = 6;
  ladder->address[LADDER_LEFT][15] = 1;
  ladder->address[LADDER_RIGHT][15] = 2;
  const struct synfin_addresses addresses = ladder_addresses(ladder, LADDER_LEFT);
  synfin_encode(octets, sizeof octets, &segment, &addresses);
  ladder_sent(ladder, LADDER_LEFT, SYNFIN_SECONDS(1), "ESTABLISHED", octets, sizeof octets);
  ladder_arrived(ladder, 0, SYNFIN_SECONDS(1), "ESTABLISHED", "ESTABLISHED");
  return true;
}

static bool again(void *context, const char *id, struct ladder *ladder)
{
  (void)context;
  if (strstr(id, "/v6/"))
    return record_long(ladder);
  return !strstr(id, "no-ladder") && ladder_play(ladder, "life", &(struct ladder_options){.iss = {100, 200}});
}

static int write_form(const struct run *run, const char *form, const struct known *known)
{
  static const struct { const char *name; void (*write)(FILE *out, const struct run *run); } forms[] = {
    {"tap", report_tap}, {"junit", report_junit}, {"json", report_json}, {"html", report_html}};
  if (!strcmp(form, "text") || !strcmp(form, "verbose"))
    return report_text(stdout, run, *form == 'v'), TOOL_OK;
  if (!strcmp(form, "stale"))
    return known_stale(stdout, known, run) > 0;
  if (!strcmp(form, "progress")) {
    for (size_t i = 0; i < run->count; i++) {
      report_progress(run, i + 1, &run->results[i]);
      if (i % 100 == 0)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return TOOL_OK;
  }
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (!strcmp(form, forms[i].name))
      return forms[i].write(stdout, run), TOOL_OK;
  return tool_fail(TOOL_USAGE, "no form '%s'", form);
}

static int make(const char *name)
{
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
    if (!strcmp(name, runs[i].name))
      return runs[i].make ? runs[i].make(), TOOL_OK : TOOL_OK;
  return tool_fail(TOOL_USAGE, "no run '%s'", name);
}

int main(int argc, char **argv)
{
  struct target target = {.name = "made-up", .about = "a TCP that <never> was & its 'version' \"1\""};
  struct known known = {.count = 0};
  if (argc == 4 && !strcmp(argv[1], "compare"))
    return report_compare(stdout, argv[2], argv[3]);
  if (argc < 3 || argc > 4)
    return tool_fail(TOOL_USAGE, "usage: report_sample RUN FORM [KNOWN], or compare BEFORE AFTER");
  int status = make(argv[1]);
  status = status == TOOL_OK && argc == 4 ? known_load(&known, argv[3]) : status;
  for (size_t i = 0; i < count && status == TOOL_OK; i++)
    known_mark(&known, &results[i]);
  const struct run run = {.target = &target, .profile = "any", .command = "synfin conform --target made-up",
                          .seconds = 1.25, .count = count, .results = results, .again = again};
  status = status == TOOL_OK ? write_form(&run, argv[2], &known) : status;
  known_free(&known);
  return status;
}
