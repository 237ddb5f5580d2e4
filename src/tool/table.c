/* synfin table: the machine, printed by running it over all states and letters. */
#include "table.h"

#include <getopt.h>
#include <string.h>

#include "synfin.h"
#include "tool.h"

#define EACH_STATE(s) (enum synfin_state s = 0; s < SYNFIN_STATES; s++)
#define EACH_LETTER(l) (enum synfin_letter l = 0; l < SYNFIN_LETTERS; l++)

void table_effects(FILE *out, unsigned effects, const char *separator)
{
  const char *between = "";
  for (unsigned e = 0; e < SYNFIN_EFFECTS; e++)
    if (effects >> e & 1u) {
      fprintf(out, "%s%s", between, synfin_effect_name(e));
      between = separator;
    }
}

/* As table_effects, padded to `width`. */
static void padded_effects(unsigned effects, int width)
{
  char names[256] = "";
  FILE *out = fmemopen(names, sizeof names, "w");
  if (out) {
    table_effects(out, effects, " ");
    fputs(effects ? "" : "-", out);
    fclose(out);
  }
  printf("%-*s", width, names);
}

static void print_text(void)
{
  for EACH_STATE(s)
    for EACH_LETTER(l) {
      struct synfin_transition t = synfin_step(s, l);
      printf("%-20s  %-22s  ", synfin_state_label(s), synfin_letter_name(l));
      padded_effects(t.effects, 32);
      printf("  %s\n", synfin_state_label(t.next));
    }
}

static void print_csv(void)
{
  puts("state,letter,effects,next");
  for EACH_STATE(s)
    for EACH_LETTER(l) {
      struct synfin_transition t = synfin_step(s, l);
      printf("%s,%s,", synfin_state_label(s), synfin_letter_name(l));
      table_effects(stdout, t.effects, " ");
      printf(",%s\n", synfin_state_label(t.next));
    }
}

static void print_markdown_cell(enum synfin_state s, enum synfin_letter l)
{
  struct synfin_transition t = synfin_step(s, l);
  if (t.effects & SYNFIN_DO_IMPOSSIBLE) {
    printf(" · |");
    return;
  }
  putchar(' ');
  if (t.next != s)
    printf("**→&nbsp;%s** ", synfin_state_label(t.next));
  table_effects(stdout, t.effects, " ");
  printf(t.next == s && !t.effects ? "- |" : " |");
}

static void print_markdown(void)
{
  puts("A row is an event (RFC 9293 3.10), a column the state that it finds, a cell what is done. **→ STATE** is the\n"
       "next state where it changes; `-` means that the event is ignored, `·` that it cannot happen there.\n");
  printf("| |");
  for EACH_STATE(s)
    printf(" %s |", synfin_state_label(s));
  printf("\n|---|");
  for EACH_STATE(s)
    printf("---|");
  for EACH_LETTER(l) {
    printf("\n| **%s** |", synfin_letter_name(l));
    for EACH_STATE(s)
      print_markdown_cell(s, l);
  }
  putchar('\n');
}

static void print_json_transitions(void)
{
  for EACH_STATE(s)
    for EACH_LETTER(l) {
      struct synfin_transition t = synfin_step(s, l);
      printf("    {\"state\": \"%s\", \"letter\": \"%s\", \"effects\": [", synfin_state_label(s),
             synfin_letter_name(l));
      if (t.effects)
        putchar('"');
      table_effects(stdout, t.effects, "\", \"");
      printf("%s], \"next\": \"%s\"}%s\n", t.effects ? "\"" : "", synfin_state_label(t.next),
             s + 1 < SYNFIN_STATES || l + 1 < SYNFIN_LETTERS ? "," : "");
    }
}

/* No name has a character that JSON would escape, and no code is a quote or a backslash. */
static void print_json(void)
{
  puts("{\n  \"machine\": \"RFC 9293\",\n  \"version\": \"" SYNFIN_VERSION "\",\n  \"states\": [");
  for EACH_STATE(s)
    printf("    {\"label\": \"%s\", \"name\": \"%s\"}%s\n", synfin_state_label(s), synfin_state_name(s),
           s + 1 < SYNFIN_STATES ? "," : "");
  puts("  ],\n  \"letters\": [");
  for EACH_LETTER(l)
    printf("    {\"name\": \"%s\", \"code\": \"%c\"}%s\n", synfin_letter_name(l), synfin_letter_code(l),
           l + 1 < SYNFIN_LETTERS ? "," : "");
  puts("  ],\n  \"effects\": [");
  for (unsigned e = 0; e < SYNFIN_EFFECTS; e++)
    printf("    \"%s\"%s\n", synfin_effect_name(e), e + 1 < SYNFIN_EFFECTS ? "," : "");
  puts("  ],\n  \"transitions\": [");
  print_json_transitions();
  puts("  ]\n}");
}

static void print_dot(void)
{
  table_dot(stdout);
}

static void print_promela(void)
{
  table_promela(stdout);
}

static const struct format {
  const char *name;
  void (*print)(void);
} formats[] = {
  {"text", print_text}, {"csv", print_csv}, {"markdown", print_markdown}, {"dot", print_dot}, {"json", print_json},
  {"promela", print_promela},
};

#define FORMATS (sizeof formats / sizeof *formats)

int table_command(int argc, char **argv)
{
  static const struct option options[] = {
    {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  const char *name = "text";
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, "f:h", options, NULL)) != -1;) {
    if (option == 'h') {
      puts("usage: synfin table [--format text|csv|markdown|dot|json|promela]\n\n"
           "Prints the TCP state machine, every state and every event of RFC 9293 3.10, by running it.");
      return TOOL_OK;
    }
    if (option != 'f')
      return tool_fail(TOOL_USAGE, "table: bad option '%s', see `synfin table --help`", argv[optind - 1]);
    name = optarg;
  }
  if (optind < argc)
    return tool_fail(TOOL_USAGE, "table: takes no argument '%s'", argv[optind]);
  for (size_t i = 0; i < FORMATS; i++)
    if (!strcmp(name, formats[i].name)) {
      formats[i].print();
      return TOOL_OK;
    }
  return tool_fail(TOOL_USAGE, "table: no format '%s'; there are text, csv, markdown, dot, json and promela", name);
}
