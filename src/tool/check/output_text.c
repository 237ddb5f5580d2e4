/* see output.h */
#include "check/output.h"

#include <arpa/inet.h>
#include <inttypes.h>

void output_socket(char text[64], uint8_t version, const uint8_t address[16], uint16_t port)
{
  char name[INET6_ADDRSTRLEN] = "?";
  inet_ntop(version == 4 ? AF_INET : AF_INET6, address, name, sizeof name);
  snprintf(text, 64, version == 4 ? "%s:%u" : "[%s]:%u", name, port);
}

const char *output_verdict(enum verdict verdict)
{
  static const char *const names[] = {"note", "inconclusive", "violation"};
  return names[verdict];
}

static void finding(void *context, const struct finding *f)
{
  const struct output *const output = context;
  const struct rule_text *const rule = rule_text(f->rule);
  char from[64], to[64];
  if (!output_wants(output, f->conn) || (output->quiet && f->verdict == VERDICT_NOTE)) return;
  output_socket(from, f->addresses.version, f->addresses.src, f->src_port);
  output_socket(to, f->addresses.version, f->addresses.dst, f->dst_port);
  fprintf(output->file, "%-12s ", output_verdict(f->verdict));
  if (f->conn != NULL) fprintf(output->file, "#%u ", f->conn->number);
  fprintf(output->file, "packet %" PRIu64 " at %.6f, %s to %s\n    %s: %s%s%s (%s, %s)\n", f->packet,
          (double)(f->time - output->epoch) / 1e6, from, to, rule->name, rule->text, *f->seen ? ": " : "", f->seen,
          rule_level_name(rule->level), rule->clause);
}

static void count(FILE *file, const char *what, uint64_t number)
{
  if (number > 0) fprintf(file, ", %s %" PRIu64, what, number);
}

static void side(FILE *file, const char *name, const struct side *side)
{
  fprintf(file, "    %s segments %" PRIu64 ", octets %" PRIu64, name, side->packets, side->octets);
  count(file, "retransmitted", side->retransmissions);
  count(file, "out of order", side->late);
  count(file, "octets not captured", side->missing);
  count(file, "resets", side->resets);
  fputc('\n', file);
}

static void connection(void *context, struct checker *checker, const struct conn *conn)
{
  const struct output *const output = context;
  const unsigned a = output_first(conn), b = !a;
  char socket[2][64];
  (void)checker;
  if (!output_wants(output, conn) || output->quiet) return;
  output_socket(socket[0], conn->addresses.version, conn->addresses.src, conn->port[0]);
  output_socket(socket[1], conn->addresses.version, conn->addresses.dst, conn->port[1]);
  fprintf(output->file, "connection   #%u %s to %s, from %.6f for %.6f s\n    %s", conn->number, socket[a], socket[b],
          (double)(conn->begin - output->epoch) / 1e6, (double)(conn->end - conn->begin) / 1e6, conn_opening(conn));
  if (conn->reset != RESET_REFUSED) fprintf(output->file, ", %s", conn_closing(conn));
  if (conn->has_closer) fprintf(output->file, ", closed first by %s", socket[conn->closer]);
  if (conn->reset != RESET_NONE)
    fprintf(output->file, ", RST of %s: %s", socket[conn->resetter], conn_reset_cause(conn));
  fputc('\n', output->file);
  side(output->file, "->", &conn->side[a]);
  side(output->file, "<-", &conn->side[b]);
}

const struct checker_sink output_text = {finding, connection, NULL};

void output_text_totals(const struct output *output, const struct checker_totals *totals, const char *broken)
{
  if (output->quiet) return;
  fprintf(output->file, "packets %" PRIu64 ", of TCP %" PRIu64 ", connections %" PRIu64, totals->packets, totals->tcp,
          totals->connections);
  count(output->file, "cut too short", totals->cut);
  count(output->file, "malformed", totals->malformed);
  count(output->file, "forgotten for want of room", totals->forgotten);
  fprintf(output->file, ": violations %" PRIu64 ", inconclusive %" PRIu64 "%s\n", totals->violations,
          totals->inconclusive, broken != NULL ? ", as far as the file can be read" : "");
}
