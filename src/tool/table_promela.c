/* The machine in Promela, for tests/model: states and letters by name, effects as bits, and one `inline step`. */
#include "table.h"

#include <string.h>

#include "synfin.h"

#define EACH_STATE(s) (enum synfin_state s = 0; s < SYNFIN_STATES; s++)
#define EACH_LETTER(l) (enum synfin_letter l = 0; l < SYNFIN_LETTERS; l++)

static void print_effects(FILE *out, unsigned effects)
{
  fputs(effects ? "DO_" : "0", out);
  table_effects(out, effects, " | DO_");
}

/* A row; a letter that cannot occur has none. */
static void print_row(FILE *out, enum synfin_state s, enum synfin_letter l)
{
  struct synfin_transition t = synfin_step(s, l);
  if (t.effects & SYNFIN_DO_IMPOSSIBLE)
    return;
  fprintf(out, "    :: letter == %-22s -> state = %s;%*sdoes = ", synfin_letter_name(l),
          synfin_state_label(t.next), (int)(21 - strlen(synfin_state_label(t.next))), "");
  print_effects(out, t.effects);
  fputc('\n', out);
}

void table_promela(FILE *out)
{
  const char *between = "mtype = {";
  fputs("/* Made by `synfin table --format promela`: the state machine of RFC 9293, every event of section 3.10 in\n"
        "   every state. */\n\n", out);
  for EACH_STATE(s) {
    fprintf(out, "%s %s", between, synfin_state_label(s));
    between = s % 4 == 3 ? ",\n         " : ",";
  }
  between = " };\n\nmtype = {";
  for EACH_LETTER(l) {
    fprintf(out, "%s %s", between, synfin_letter_name(l));
    between = l % 4 == 3 ? ",\n         " : ",";
  }
  fputs(" };\n\n/* The effects of one letter are performed in this order. */\n", out);
  for (unsigned e = 0; e < SYNFIN_EFFECTS; e++)
    fprintf(out, "#define DO_%-18s (1 << %u)\n", synfin_effect_name(e), e);
  fputs("\n/* What `letter` does in `state`: the effects, and the next state. */\n"
        "inline step(state, letter, does)\n{\n  if\n", out);
  for EACH_STATE(s) {
    fprintf(out, "  :: state == %s ->\n    if\n", synfin_state_label(s));
    for EACH_LETTER(l)
      print_row(out, s, l);
    fputs("    :: else -> does = DO_impossible\n    fi\n", out);
  }
  fputs("  fi\n}\n", out);
}
