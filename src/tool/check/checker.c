/* see checker.h */
#include "check/checker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/judge.h"

bool checker_init(struct checker *checker, const struct checker_options *options, const struct checker_sink *sink)
{
  *checker = (struct checker){.options = *options, .sink = *sink};
  states_init(&checker->states);
  return conns_init(&checker->conns, options->connections);
}

void checker_free(struct checker *checker)
{
  conns_free(&checker->conns);
}

/* ---- Findings ---------------------------------------------------------------------------------------------------- */

static void tell(struct checker *checker, struct finding *finding, enum sure sure)
{
  const bool certain = sure == SURE || (sure == SURE_IF_COMPLETE && checker->options.complete);
  finding->verdict = certain ? VERDICT_VIOLATION : VERDICT_INCONCLUSIVE;
  if (rule_text(finding->rule)->level == RULE_LEVEL_NOTE) finding->verdict = VERDICT_NOTE;
  if (finding->verdict == VERDICT_VIOLATION) checker->totals.violations++;
  if (finding->verdict == VERDICT_INCONCLUSIVE) checker->totals.inconclusive++;
}

/* A violation is told even where the same rule was INCONCLUSIVE before. */
static void tell_once(const struct judge *j, unsigned who, const struct pending *at, enum rule rule, enum sure sure,
                      const char *format, va_list arguments)
{
  char seen[160];
  struct checker *const checker = j->checker;
  const struct synfin_addresses *const is = &j->conn->addresses;
  struct side *const side = &j->conn->side[who];
  struct finding finding = {
    .rule = rule, .packet = at->packet, .time = at->time, .conn = j->conn, .addresses = *is, .seen = seen,
    .src_port = j->conn->port[who], .dst_port = j->conn->port[!who],
  };
  if (who == 1) {
    memcpy(finding.addresses.src, is->dst, sizeof is->dst);
    memcpy(finding.addresses.dst, is->src, sizeof is->src);
  }
  tell(checker, &finding, sure);
  uint64_t *const told = finding.verdict == VERDICT_VIOLATION ? &side->violated : &side->doubted;
  if (*told >> rule & 1u && !checker->options.all) return;
  *told |= UINT64_C(1) << rule;
  vsnprintf(seen, sizeof seen, format, arguments);
  checker->sink.finding(checker->sink.context, &finding);
}

void report(const struct judge *j, enum rule rule, enum sure sure, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  tell_once(j, j->who, &(struct pending){j->packet->number, j->packet->time, 0}, rule, sure, format, arguments);
  va_end(arguments);
}

void report_at(const struct judge *j, unsigned who, const struct pending *at, enum rule rule, enum sure sure,
               const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  tell_once(j, who, at, rule, sure, format, arguments);
  va_end(arguments);
}

void report_packet(struct checker *checker, const struct packet *packet, enum rule rule)
{
  struct finding finding = {
    .rule = rule, .packet = packet->number, .time = packet->time, .addresses = packet->addresses,
    .src_port = packet->seg.src_port, .dst_port = packet->seg.dst_port, .seen = "",
  };
  tell(checker, &finding, SURE);
  checker->sink.finding(checker->sink.context, &finding);
}

/* ---- Frames ------------------------------------------------------------------------------------------------------ */

static void is_over(struct checker *checker, struct conn *conn)
{
  judge_end(checker, conn);
  checker->sink.connection(checker->sink.context, checker, conn);
}

void begin_again(struct judge *j)
{
  is_over(j->checker, j->conn);
  conn_reset(j->conn, (uint32_t)++j->checker->totals.connections, j->packet->time);
}

static struct conn *find(struct checker *checker, const struct packet *packet, unsigned *who)
{
  struct conn *conn = conns_find(&checker->conns, packet, who);
  if (conn != NULL) return conn;
  const uint32_t at = conns_victim(&checker->conns);
  if (at != 0) {
    struct conn *const victim = &checker->conns.place[at];
    checker->totals.forgotten += !conn_is_over(victim);
    is_over(checker, victim);
  }
  *who = 0;
  conn = conns_add(&checker->conns, packet);
  conn_reset(conn, (uint32_t)++checker->totals.connections, packet->time);
  return conn;
}

static void judge_segment(struct checker *checker, const struct packet *packet)
{
  struct judge j = {.checker = checker, .packet = packet, .seg = &packet->seg};
  j.conn = find(checker, packet, &j.who);
  j.x = &j.conn->side[j.who];
  j.y = &j.conn->side[!j.who];
  j.end = packet->seg.seq + synfin_segment_len(&packet->seg);
  if (!judge_checksum(&j) || !judge_header(&j) || !judge_syn(&j)) return;
  judge_options(&j);
  judge_ack(&j);
  judge_text(&j);
  judge_reset(&j);
  judge_states(&j);
  j.conn->end = packet->time;
}

void checker_frame(struct checker *checker, const struct frame *frame)
{
  struct packet packet;
  const enum packet_kind kind = packet_decode(&packet, frame);
  checker->totals.packets++;
  checker->totals.tcp += kind != PACKET_OTHER;
  switch (kind) {
  case PACKET_TCP: judge_segment(checker, &packet); break;
  case PACKET_CUT: checker->totals.cut++; break;
  case PACKET_BAD:
    checker->totals.malformed++;
    report_packet(checker, &packet, packet.fault);
    break;
  case PACKET_OTHER: break;
  }
}

void checker_end(struct checker *checker)
{
  struct conns *const conns = &checker->conns;
  for (uint32_t at = conns->oldest; at != 0; at = conns->place[at].newer) is_over(checker, &conns->place[at]);
}
