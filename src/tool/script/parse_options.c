/* The options of a segment as scripts write them: <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>. */
#include "parse.h"
#include "synfin.h"

#define OPTIONS_OCTETS 40              /* RFC 9293 3.1: the data offset has no room for more */
#define SACK_BLOCKS 4

unsigned options_octets(const struct script_segment *segment)
{
  unsigned octets = 0;
  for (size_t i = 0; i < segment->options; i++)
    switch (segment->option[i].kind) {
    case SYNFIN_KIND_MSS: octets += 4; break;
    case SYNFIN_KIND_WSCALE: octets += 3; break;
    case SYNFIN_KIND_SACK_PERMITTED: octets += 2; break;
    case SYNFIN_KIND_SACK: octets += 2 + 4u * segment->option[i].values; break;
    case SYNFIN_KIND_TIMESTAMPS: octets += 10; break;
    default: octets += 1;              /* NOP, EOL */
    }
  return octets;
}

static bool parse_value(struct lexer *lexer, struct script_option *option, int64_t most, const char *what)
{
  int64_t number;
  if (!lex_number(lexer, &number, 0, most, what))
    return false;
  option->value[option->values++] = (uint32_t)number;
  return true;
}

/* left:right, as many as stand there. */
static bool parse_sack(struct lexer *lexer, struct script_option *option)
{
  do {
    if (option->values == 2 * SACK_BLOCKS)
      return lex_fail(lexer, "more than %d blocks of sack", SACK_BLOCKS);
    if (!parse_value(lexer, option, UINT32_MAX, "a left edge") || !lex_demand(lexer, ":") ||
        !parse_value(lexer, option, UINT32_MAX, "a right edge"))
      return false;
    lex_skip(lexer);
  } while (*lexer->at >= '0' && *lexer->at <= '9');
  return true;
}

static bool parse_timestamps(struct lexer *lexer, struct script_option *option)
{
  return lex_demand(lexer, "val") && parse_value(lexer, option, UINT32_MAX, "val") && lex_demand(lexer, "ecr") &&
         parse_value(lexer, option, UINT32_MAX, "ecr");
}

static bool parse_option(struct lexer *lexer, struct script_option *option)
{
  *option = (struct script_option){0};
  if (lex_next(lexer, "nop"))
    return option->kind = SYNFIN_KIND_NOP, true;
  if (lex_next(lexer, "eol"))
    return option->kind = SYNFIN_KIND_EOL, true;
  if (lex_next(lexer, "sackOK"))
    return option->kind = SYNFIN_KIND_SACK_PERMITTED, true;
  if (lex_next(lexer, "mss"))
    return option->kind = SYNFIN_KIND_MSS, parse_value(lexer, option, UINT16_MAX, "mss");
  if (lex_next(lexer, "wscale"))
    return option->kind = SYNFIN_KIND_WSCALE, parse_value(lexer, option, UINT8_MAX, "wscale");
  if (lex_next(lexer, "TS"))
    return option->kind = SYNFIN_KIND_TIMESTAMPS, parse_timestamps(lexer, option);
  if (lex_next(lexer, "sack"))
    return option->kind = SYNFIN_KIND_SACK, parse_sack(lexer, option);
  return lex_wanted(lexer, "an option (mss, wscale, sackOK, sack, TS, nop or eol)");
}

bool parse_options(struct lexer *lexer, struct script_segment *segment, bool injected)
{
  if (lex_next(lexer, "...")) {
    segment->any_options = true;
    return injected ? lex_fail(lexer, "<...> is for expected segments, not for injected ones") : lex_demand(lexer, ">");
  }
  if (lex_next(lexer, ">"))
    return true;
  do {
    if (segment->options == SCRIPT_OPTIONS)
      return lex_fail(lexer, "more than %d options", SCRIPT_OPTIONS);
    if (!parse_option(lexer, &segment->option[segment->options++]))
      return false;
  } while (lex_next(lexer, ","));
  if (!lex_demand(lexer, ">"))
    return false;
  if (options_octets(segment) > OPTIONS_OCTETS)
    return lex_fail(lexer, "options of %u octets, a header has %d", options_octets(segment), OPTIONS_OCTETS);
  if (options_octets(segment) % 4 != 0)
    return lex_fail(lexer, "options of %u octets, no multiple of 4: add nop or eol", options_octets(segment));
  return true;
}
