/* see conn.h */
#include "check/conn.h"

#include <string.h>

static bool either(const struct conn *conn, uint32_t fact)
{
  return ((conn->side[0].known | conn->side[1].known) & fact) != 0;
}

static bool both(const struct conn *conn, uint32_t fact)
{
  return (conn->side[0].known & conn->side[1].known & fact) != 0;
}

const char *conn_opening(const struct conn *conn)
{
  if (both(conn, SENT_SYN)) return "simultaneous open";
  if (conn->reset == RESET_REFUSED) return "refused";
  if (!either(conn, SENT_SYN | SENT_SYN_ACK)) return "mid-flow";
  if (!either(conn, SENT_SYN)) return "SYN not captured";
  if (!either(conn, SENT_SYN_ACK)) return either(conn, SENT_MORE) ? "SYN,ACK not captured" : "SYN unanswered";
  return conn->side[conn->opener].known & SENT_MORE ? "three-way" : "SYN,ACK unanswered";
}

const char *conn_closing(const struct conn *conn)
{
  if (conn->reset == RESET_REFUSED) return "refused";
  if (both(conn, KNOWS_FIN)) {
    if (conn->reset != RESET_NONE) return "closed, then reset";
    return either(conn, FIN_KNEW_FIN) ? "orderly close" : "simultaneous close";
  }
  if (conn->reset != RESET_NONE) return "reset";
  return either(conn, KNOWS_FIN) ? "half closed" : "open at the end";
}

const char *conn_reset_cause(const struct conn *conn)
{
  static const char *const causes[] = {
    "", "answers a SYN: nobody listens", "answers an ACK out of place: half-open", "text came after it had closed",
    "answers a segment for no connection", "aborted",
  };
  return causes[conn->reset];
}

bool conn_is_over(const struct conn *conn)
{
  return conn->reset != RESET_NONE || both(conn, KNOWS_FIN);
}

void conn_reset(struct conn *conn, uint32_t number, int64_t time)
{
  for (unsigned who = 0; who < 2; who++) {
    const struct side *const old = &conn->side[who];
    const uint32_t old_max = old->max, known = old->known & KNOWS_MAX ? KNOWS_OLD : 0;
    memset(&conn->side[who], 0, sizeof conn->side[who]);
    conn->side[who].old_max = old_max;
    conn->side[who].known = known;
  }
  conn->number = number;
  conn->old_end = conn->end;
  conn->begin = conn->end = time;
  conn->opener = conn->closer = conn->resetter = 0;
  conn->reset = RESET_NONE;
  conn->has_opener = conn->has_closer = false;
}
