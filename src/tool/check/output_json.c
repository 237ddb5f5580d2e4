/* see output.h. No string in it needs to be escaped but what libpcap says of a broken file. */
#include <inttypes.h>

#include "check/output.h"

static void string(FILE *file, const char *text)
{
  fputc('"', file);
  for (; *text; text++)
    if (*text == '"' || *text == '\\') fprintf(file, "\\%c", *text);
    else if ((unsigned char)*text < ' ') fprintf(file, "\\u%04x", (unsigned)*text);
    else fputc(*text, file);
  fputc('"', file);
}

static void seconds(FILE *file, const char *name, int64_t time)
{
  const uint64_t size = time < 0 ? -(uint64_t)time : (uint64_t)time;
  fprintf(file, ",\"%s\":%s%" PRIu64 ".%06" PRIu64, name, time < 0 ? "-" : "", size / 1000000, size % 1000000);
}

static void finding(void *context, const struct finding *f)
{
  const struct output *const output = context;
  const struct rule_text *const rule = rule_text(f->rule);
  char from[64], to[64];
  if (!output_wants(output, f->conn) || (output->quiet && f->verdict == VERDICT_NOTE)) return;
  output_socket(from, f->addresses.version, f->addresses.src, f->src_port);
  output_socket(to, f->addresses.version, f->addresses.dst, f->dst_port);
  fprintf(output->file, "{\"type\":\"finding\",\"verdict\":\"%s\",\"rule\":\"%s\",\"level\":\"%s\",\"clause\":\"%s\"",
          output_verdict(f->verdict), rule->name, rule_level_name(rule->level), rule->clause);
  fprintf(output->file, ",\"packet\":%" PRIu64, f->packet);
  seconds(output->file, "time", f->time);
  if (f->conn != NULL) fprintf(output->file, ",\"connection\":%u", f->conn->number);
  fprintf(output->file, ",\"from\":\"%s\",\"to\":\"%s\",\"text\":\"%s\",\"seen\":\"%s\"}\n", from, to, rule->text,
          f->seen);
}

static void side(FILE *file, struct checker *checker, const char *name, const char *socket, const struct side *side)
{
  char names[160];
  states_names(names, sizeof names, states_reach(&checker->states, side->states, side->letters | states_unseen));
  fprintf(file, ",\"%s\":{\"socket\":\"%s\",\"segments\":%" PRIu64 ",\"octets\":%" PRIu64, name, socket, side->packets,
          side->octets);
  fprintf(file, ",\"retransmitted\":%u,\"out_of_order\":%u,\"not_captured\":%" PRIu64, side->retransmissions,
          side->late, side->missing);
  fprintf(file, ",\"resets\":%u,\"states\":\"%s\"}", side->resets, names);
}

static void connection(void *context, struct checker *checker, const struct conn *conn)
{
  const struct output *const output = context;
  const unsigned a = output_first(conn), b = !a;
  char socket[2][64];
  if (!output_wants(output, conn) || output->quiet) return;
  output_socket(socket[0], conn->addresses.version, conn->addresses.src, conn->port[0]);
  output_socket(socket[1], conn->addresses.version, conn->addresses.dst, conn->port[1]);
  fprintf(output->file, "{\"type\":\"connection\",\"connection\":%u", conn->number);
  seconds(output->file, "begin", conn->begin);
  seconds(output->file, "end", conn->end);
  fprintf(output->file, ",\"opening\":\"%s\",\"closing\":\"%s\"", conn_opening(conn), conn_closing(conn));
  if (conn->has_closer) fprintf(output->file, ",\"closed_first\":\"%s\"", socket[conn->closer]);
  if (conn->reset != RESET_NONE)
    fprintf(output->file, ",\"reset_by\":\"%s\",\"reset_cause\":\"%s\"", socket[conn->resetter],
            conn_reset_cause(conn));
  side(output->file, checker, "first", socket[a], &conn->side[a]);
  side(output->file, checker, "second", socket[b], &conn->side[b]);
  fputs("}\n", output->file);
}

const struct checker_sink output_json = {finding, connection, NULL};

void output_json_totals(const struct output *output, const struct checker_totals *totals, const char *broken)
{
  const struct { const char *name; uint64_t number; } numbers[] = {
    {"packets", totals->packets}, {"tcp", totals->tcp}, {"too_short", totals->cut}, {"malformed", totals->malformed},
    {"connections", totals->connections}, {"forgotten", totals->forgotten}, {"violations", totals->violations},
    {"inconclusive", totals->inconclusive}};
  fputs("{\"type\":\"totals\"", output->file);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    fprintf(output->file, ",\"%s\":%" PRIu64, numbers[i].name, numbers[i].number);
  if (broken != NULL) {
    fputs(",\"broken\":", output->file);
    string(output->file, broken);
  }
  fputs("}\n", output->file);
}
