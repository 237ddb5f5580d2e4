/* A segment as scripts write it: [ect0] S. 0:0(0) ack 1 win 1000 urg 1 <options>. */
#include <string.h>

#include "parse.h"
#include "synfin.h"

#define DATAGRAM_MOST 65535
#define HEADERS_MOST (40 + 20)         /* IPv6 and TCP; options are counted as they are */

static const struct { char letter; uint8_t flag; } flags[] = {
  {'S', SYNFIN_SYN}, {'F', SYNFIN_FIN}, {'R', SYNFIN_RST}, {'P', SYNFIN_PSH}, {'.', SYNFIN_ACK}, {'U', SYNFIN_URG},
  {'E', SYNFIN_ECE}, {'W', SYNFIN_CWR}};

static uint8_t flag_of(char letter)
{
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (letter == flags[i].letter)
      return flags[i].flag;
  return 0;
}

static bool parse_flags(struct lexer *lexer, struct script_segment *segment)
{
  if (lex_next(lexer, "-"))
    return true;
  if (!flag_of(*lexer->at))
    return lex_wanted(lexer, "flags (letters of SFRP.UEW, or -)");
  for (uint8_t flag; (flag = flag_of(*lexer->at)) != 0; lexer->at++) {
    if (segment->flags & flag)
      return lex_fail(lexer, "the flag '%c' stands there twice", *lexer->at);
    segment->flags |= flag;
  }
  if (strchr(" \t\r\n", *lexer->at) == NULL || *lexer->at == '\0')
    return lex_wanted(lexer, "a flag or a blank");
  return true;
}

/* start:end(len) */
static bool parse_sequence(struct lexer *lexer, struct script_segment *segment)
{
  int64_t start, end, len;
  if (!lex_number(lexer, &start, 0, UINT32_MAX, "a sequence number") || !lex_demand(lexer, ":") ||
      !lex_number(lexer, &end, 0, UINT32_MAX, "a sequence number") || !lex_demand(lexer, "(") ||
      !lex_number(lexer, &len, 0, DATAGRAM_MOST - HEADERS_MOST, "a length") || !lex_demand(lexer, ")"))
    return false;
  segment->seq = (uint32_t)start;
  segment->len = (uint32_t)len;
  if ((uint32_t)end != segment->seq + segment->len)
    return lex_fail(lexer, "%u:%u is not a length of %u", segment->seq, (uint32_t)end, segment->len);
  return true;
}

/* The word and its number; true as well if the word is not there. */
static bool parse_field(struct lexer *lexer, const char *word, int64_t *number, int64_t most)
{
  return !lex_next(lexer, word) || lex_number(lexer, number, 0, most, word);
}

static bool parse_fields(struct lexer *lexer, struct script_segment *segment, bool injected)
{
  int64_t ack = 0, wnd = -1, up = 0;
  if (!parse_field(lexer, "ack", &ack, UINT32_MAX) || !parse_field(lexer, "win", &wnd, UINT16_MAX) ||
      !parse_field(lexer, "urg", &up, UINT16_MAX))
    return false;
  if (injected && wnd < 0)
    return lex_fail(lexer, "an injected segment needs its window, 'win N'");
  segment->ack = (uint32_t)ack;
  segment->wnd = (int32_t)wnd;
  segment->up = (uint16_t)up;
  return true;
}

/* What the IP header says, in brackets: [ect0,ttl 64]. */
static bool parse_ip(struct lexer *lexer, struct script_segment *segment)
{
  static const char *const ecn[] = {"noecn", "ect1", "ect0", "ce", "ect01"};  /* RFC 3168 5, and ECN_EITHER */
  do {
    int64_t number;
    bool known = false;
    for (int16_t i = 0; i < (int16_t)(sizeof ecn / sizeof *ecn) && !known; i++)
      if ((known = lex_next(lexer, ecn[i])))
        segment->ecn = i;
    if (!known && lex_next(lexer, "ttl")) {
      if (!lex_number(lexer, &number, 0, 255, "ttl"))
        return false;
      segment->hop_limit = (int16_t)number;
    } else if (!known && lex_next(lexer, "tos")) {
      if (!lex_number(lexer, &number, 0, 255, "tos"))
        return false;
      segment->traffic_class = (int16_t)number;
    } else if (!known) {
      return lex_wanted(lexer, "noecn, ect0, ect1, ect01, ce, ttl or tos");
    }
  } while (lex_next(lexer, ","));
  return lex_demand(lexer, "]");
}

static bool is_other_protocol(struct lexer *lexer)
{
  static const char *const others[] = {"udp", "icmp", "ipv4", "ipv6", "gre", "mpls"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (lex_next(lexer, others[i])) {
      lex_fail(lexer, "%s: segments of TCP only", others[i]);
      return true;
    }
  return false;
}

bool parse_segment(struct lexer *lexer, struct script_segment *segment, bool injected)
{
  *segment = (struct script_segment){.traffic_class = -1, .ecn = -1, .hop_limit = -1};
  if (is_other_protocol(lexer) || (lex_next(lexer, "[") && !parse_ip(lexer, segment)))
    return false;
  if (injected && segment->ecn == ECN_EITHER)
    return lex_fail(lexer, "an injected segment cannot be ect01");
  if (!parse_flags(lexer, segment) || !parse_sequence(lexer, segment) || !parse_fields(lexer, segment, injected))
    return false;
  if (!lex_next(lexer, "<"))
    return true;
  return parse_options(lexer, segment, injected);
}
