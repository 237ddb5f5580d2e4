/* How findings and connections are told: as text, or as JSON, an object a line. */
#ifndef SYNFIN_TOOL_CHECK_OUTPUT_H
#define SYNFIN_TOOL_CHECK_OUTPUT_H

#include <stdio.h>

#include "check/checker.h"

struct output {
  FILE *file;
  uint32_t connection;         /* the only one that is told of; 0: all          */
  bool quiet;                  /* no connections, no notes, no totals           */
  int64_t epoch;               /* time of the first packet; text counts from it */
};

/* The context of each is a struct output. */
extern const struct checker_sink output_text, output_json;

/* The end, with what is wrong with the file, or NULL. */
void output_text_totals(const struct output *output, const struct checker_totals *totals, const char *broken);
void output_json_totals(const struct output *output, const struct checker_totals *totals, const char *broken);

/* "10.0.0.1:80" or "[fd00::1]:80". */
void output_socket(char text[64], uint8_t version, const uint8_t address[16], uint16_t port);

/* "violation", "inconclusive" or "note". */
const char *output_verdict(enum verdict verdict);

/* The side that is named first: who opened the connection, or was seen first. */
static inline unsigned output_first(const struct conn *conn) { return conn->has_opener ? conn->opener : 0; }

static inline bool output_wants(const struct output *output, const struct conn *conn)
{
  return output->connection == 0 || (conn != NULL && conn->number == output->connection);
}

#endif
