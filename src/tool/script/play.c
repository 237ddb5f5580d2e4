/* see play.h */
#include "play.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "calls.h"
#include "check.h"
#include "record.h"
#include "segment.h"
#include "tool.h"

#define ISS 0xffffff00u                /* of a target that obeys: its numbers wrap soon */
#define STEP 1000u                     /* microseconds from one look at a call that blocks to the next */
#define LATE SECONDS(1)                /* what comes within this is told to be late, what does not to be missing */
#define ANY_VIRTUAL SECONDS(1000)      /* how long `*` waits */
#define ANY_REAL SECONDS(30)
#define FLOOD 4096u                    /* datagrams that the script did not expect yet */

#define SECONDS(n) ((synfin_time)(n) * 1000000u)

/* A datagram that the target sent, until the script expects it. */
struct heard {
  struct heard *next;
  struct arrival arrival;
  size_t len;
  uint8_t octets[];
};

struct play {
  const struct script *script;
  const struct play_options *options;
  struct target *target;
  struct outcome *outcome;
  struct record record;
  struct scene scene;
  struct numbers numbers;
  struct calls calls;
  synfin_time start;                   /* when the script began, on the target's clock */
  synfin_time tolerance;
  const struct script_event *event;    /* that takes place */
  synfin_time anchor;                  /* of an injection: when it had to be, which the next one counts from */
  const struct script_event *blocked;  /* a call that has not returned; NULL: none */
  synfin_time returns;                 /* when it has to */
  size_t waiting;
  struct heard *first, *last;
  uint8_t datagram[TARGET_DATAGRAM];
};

/* Ends the play, unless it is over already. */
static void __attribute__((format(printf, 4, 5)))
finish(struct play *p, enum outcome_verdict verdict, const struct script_event *event, const char *format, ...)
{
  struct outcome *const outcome = p->outcome;
  va_list arguments;
  if (outcome->verdict != OUTCOME_PASSED)
    return;
  outcome->verdict = verdict;
  outcome->event = event;
  va_start(arguments, format);
  vsnprintf(outcome->text, sizeof outcome->text, format, arguments);
  va_end(arguments);
}

static bool is_over(const struct play *p)
{
  return p->outcome->verdict != OUTCOME_PASSED;
}

static synfin_time now(const struct play *p)
{
  return p->target->now(p->target);
}

/* Seconds since the script began. */
static double seconds(const struct play *p, synfin_time at)
{
  return ((double)at - (double)p->start) / 1e6;
}

/* ---- Calls ------------------------------------------------------------------------------------------------------- */

static void tell_result(char text[48], int64_t result, int error)
{
  if (error != 0)
    snprintf(text, 48, "%lld %s", (long long)result, calls_error_name(error));
  else
    snprintf(text, 48, "%lld", (long long)result);
}

/* A call has returned. */
static void judge_call(struct play *p, const struct script_event *event, const struct returned *returned)
{
  const struct script_call *const call = &event->call;
  const char *const name = script_function_name(call->function);
  const synfin_time at = now(p);
  char is[48], should[48];
  tell_result(is, returned->result, returned->error);
  tell_result(should, call->result, call->error);
  record_call(&p->record, at - p->start, "%s = %s", name, is);
  if (returned->how == IMPOSSIBLE)
    finish(p, OUTCOME_UNUSABLE, event, "%s", returned->why);
  else if (!call->any_result && (returned->result != call->result || (call->error && returned->error != call->error)))
    finish(p, OUTCOME_FAILED, event, "%s returned %s, not %s", name, is, should);
  else if (*returned->why)
    finish(p, OUTCOME_FAILED, event, "%s", returned->why);
  else if (call->function == CALL_GETSOCKOPT && call->argument[3].kind == ARGUMENT_BOX &&
           returned->box != call->argument[3].number[0])
    finish(p, OUTCOME_FAILED, event, "SO_ERROR is %lld, not %lld", (long long)returned->box,
           (long long)call->argument[3].number[0]);
  else if (call->ends >= 0 && (at + p->tolerance < p->returns || at > p->returns + p->tolerance))
    finish(p, OUTCOME_FAILED, event, "%s returned too %s: at %.6f, not at %.6f", name,
           at < p->returns ? "early" : "late", seconds(p, at), seconds(p, p->returns));
}

/* Looks whether the call that blocks can return. */
static void look(struct play *p)
{
  calls_look(&p->calls);
  if (!p->blocked || is_over(p))
    return;
  const struct script_event *const event = p->blocked;
  const struct returned returned = calls_do(&p->calls, &event->call);
  if (returned.how == BLOCKS)
    return;
  p->blocked = NULL;
  judge_call(p, event, &returned);
}

/* ---- Hearing ----------------------------------------------------------------------------------------------------- */

static void keep(struct play *p, size_t len, synfin_time when)
{
  if (++p->waiting > FLOOD) {
    finish(p, OUTCOME_FAILED, p->event, "more segments than the script can be meant for");
    return;
  }
  struct heard *const heard = tool_allocate(1, sizeof *heard + len);
  heard->arrival.when = when;
  heard->len = len;
  memcpy(heard->octets, p->datagram, len);
  if (p->first)
    p->last->next = heard;
  else
    p->first = heard;
  p->last = heard;
  pcap_file_write(p->options->pcap, when - p->start, heard->octets, len);
  if (synfin_ip_decode(&heard->arrival.ip, heard->octets, len) == SYNFIN_OK)
    record_sent(&p->record, LADDER_LEFT, when - p->start, heard->arrival.ip.payload, heard->arrival.ip.len);
}

/* Lets time pass until `until`, or until the target has sent something. */
static void pass(struct play *p, synfin_time until, bool stop)
{
  synfin_time step = until;
  do {
    synfin_time when;
    if (p->blocked)
      step = now(p) + STEP < until ? now(p) + STEP : until;
    const size_t len = p->target->read(p->target, p->datagram, step, &when);
    if (len > 0)
      keep(p, len, when);
    look(p);
    if (len > 0 ? stop : step >= until)
      return;
    step = until;
  } while (!is_over(p));
}

/* Waits until the call that blocks has returned. */
static void settle(struct play *p)
{
  const struct script_event *const event = p->blocked;
  const synfin_time until = p->returns + p->tolerance;
  while (p->blocked && !is_over(p) && now(p) <= until)
    pass(p, now(p) + STEP, false);
  if (p->blocked)
    finish(p, OUTCOME_FAILED, event, "%s has not returned at %.6f", script_function_name(event->call.function),
           seconds(p, now(p)));
}

/* The oldest segment that is not expected yet, or the next one until this time; the caller's to free. */
static struct heard *hear(struct play *p, synfin_time until)
{
  if (!p->first)
    pass(p, until, true);
  struct heard *const heard = p->first;
  if (!heard)
    return NULL;
  p->first = heard->next;
  p->waiting--;
  return heard;
}

/* ---- Events ------------------------------------------------------------------------------------------------------ */

static struct ends ends_of(const struct play *p, bool ours)
{
  const struct target *const target = p->target;
  const bool six = p->scene.version == 6;
  struct ends ends = {.addresses.version = p->scene.version};
  memcpy(ends.addresses.src, ours ? target->our_address[six] : target->peer_address[six], 16);
  memcpy(ends.addresses.dst, ours ? target->peer_address[six] : target->our_address[six], 16);
  ends.src_port = ours ? p->scene.our_port : p->scene.peer_port;
  ends.dst_port = ours ? p->scene.peer_port : p->scene.our_port;
  return ends;
}

/* When the event is to be. */
static synfin_time base_of(const struct play *p)
{
  const struct script_time *const time = &p->event->time;
  if (time->kind == TIME_ABSOLUTE || time->kind == TIME_ABSOLUTE_RANGE)
    return p->start;
  return p->event->kind == EVENT_INJECT && p->anchor != SYNFIN_NEVER ? p->anchor : now(p);
}

static void do_call(struct play *p)
{
  const synfin_time base = base_of(p), begins = base + (synfin_time)p->event->time.at;
  settle(p);
  pass(p, begins, false);
  if (is_over(p))
    return;
  p->numbers.anew |= p->event->call.function == CALL_LISTEN || p->event->call.function == CALL_CONNECT;
  p->returns = p->event->call.ends < 0 ? now(p) : base + (synfin_time)p->event->call.ends;
  p->calls.written = 0;
  p->blocked = p->event;
  look(p);
  pass(p, now(p), false);
  if (p->event->call.ends < 0)
    settle(p);
}

/* What the peer of a target that does not tell its state can know: its SYN was acknowledged. */
static void note_injected(struct play *p, const struct script_segment *segment)
{
  if (segment->flags & SYNFIN_RST)
    p->numbers.anew = true;
  else if (segment->flags & SYNFIN_ACK && p->numbers.bound && segment->ack == p->numbers.our_isn + 1)
    p->calls.acknowledged = true;
}

static void do_inject(struct play *p)
{
  const struct script_segment *const segment = &p->event->segment;
  const struct ends ends = ends_of(p, false);
  const synfin_time at = base_of(p) + (synfin_time)p->event->time.at;
  pass(p, at, false);
  if (is_over(p))
    return;
  if (segment->flags & SYNFIN_SYN)
    p->numbers.peer_isn = segment->seq;
  const size_t len = segment_build(p->datagram, segment, &ends, &p->numbers);
  const size_t header = ends.addresses.version == 4 ? 20 : 40;
  pcap_file_write(p->options->pcap, now(p) - p->start, p->datagram, len);
  const size_t arrow = record_sent(&p->record, LADDER_RIGHT, now(p) - p->start, p->datagram + header, len - header);
  p->target->write(p->target, p->datagram, len);
  note_injected(p, segment);
  record_arrived(&p->record, arrow, now(p) - p->start);
  look(p);
  pass(p, now(p), false);
  p->anchor = at;
}

/* Whether it is sound, and between the two ends of the scene. */
static bool decode(struct play *p, struct heard *heard)
{
  const struct ends ends = ends_of(p, true);
  const size_t octets = ends.addresses.version == 4 ? 4 : 16;
  struct synfin_ip *const ip = &heard->arrival.ip;
  struct synfin_segment *const segment = &heard->arrival.segment;
  int err = synfin_ip_decode(ip, heard->octets, heard->len);
  if (err == SYNFIN_OK)
    err = synfin_decode(segment, ip->payload, ip->len, &ip->addresses);
  if (err != SYNFIN_OK) {
    finish(p, OUTCOME_FAILED, p->event, "what came is broken: %s", synfin_strerror(err));
    return false;
  }
  if (ip->protocol == 6 && ip->addresses.version == ends.addresses.version &&
      memcmp(ip->addresses.src, ends.addresses.src, octets) == 0 &&
      memcmp(ip->addresses.dst, ends.addresses.dst, octets) == 0 && segment->src_port == ends.src_port &&
      segment->dst_port == ends.dst_port)
    return true;
  segment_tell(p->outcome->came, segment, &p->numbers);
  finish(p, OUTCOME_FAILED, p->event, "what came is not between the two ends of the script");
  return false;
}

static void judge_time(struct play *p, synfin_time when, synfin_time earliest, synfin_time latest)
{
  if (when + p->tolerance < earliest)
    finish(p, OUTCOME_FAILED, p->event, "too early: at %.6f, not at %.6f", seconds(p, when), seconds(p, earliest));
  else if (when > latest + p->tolerance)
    finish(p, OUTCOME_FAILED, p->event, "too late: at %.6f, not at %.6f", seconds(p, when), seconds(p, latest));
}

static void do_expect(struct play *p)
{
  const struct script_time *const time = &p->event->time;
  const bool any = time->kind == TIME_ANY, range = time->kind >= TIME_ABSOLUTE_RANGE;
  const synfin_time base = base_of(p), wait = p->target->can & TARGET_VIRTUAL_TIME ? ANY_VIRTUAL : ANY_REAL;
  const synfin_time earliest = any ? 0 : base + (synfin_time)time->at;
  const synfin_time latest = any ? base + wait : range ? base + (synfin_time)time->to : earliest;
  struct heard *const heard = hear(p, latest + p->tolerance + (any ? 0 : LATE));
  char why[160];
  if (!heard)
    finish(p, OUTCOME_FAILED, p->event, "no segment came");
  if (heard && !is_over(p) && decode(p, heard)) {
    if (!segment_matches(&p->event->segment, &heard->arrival, p->options->any_options, &p->numbers, why))
      finish(p, OUTCOME_FAILED, p->event, "%s", why);
    judge_time(p, heard->arrival.when, earliest, latest);
    if (is_over(p))
      segment_tell(p->outcome->came, &heard->arrival.segment, &p->numbers);
  }
  free(heard);
}

static void do_event(struct play *p)
{
  switch (p->event->kind) {
  case EVENT_CALL: do_call(p); break;
  case EVENT_INJECT: do_inject(p); break;
  case EVENT_EXPECT: do_expect(p); break;
  }
  if (p->event->kind != EVENT_INJECT)
    p->anchor = SYNFIN_NEVER;
  const char *const trouble = p->target->trouble(p->target);
  if (trouble)
    finish(p, OUTCOME_FAILED, p->event, "the target died: %s", trouble);
}

/* After the last event: nothing else was to come. */
static void do_end(struct play *p)
{
  settle(p);
  if (!is_over(p))
    pass(p, now(p) + p->tolerance, false);
  if (is_over(p) || !p->first)
    return;
  struct heard *const heard = hear(p, now(p));
  if (decode(p, heard)) {
    segment_tell(p->outcome->came, &heard->arrival.segment, &p->numbers);
    finish(p, OUTCOME_FAILED, p->event, "one segment more than the script expects, at %.6f",
           seconds(p, heard->arrival.when));
  }
  free(heard);
}

/* ---- The whole --------------------------------------------------------------------------------------------------- */

static bool has_call(const struct script *script, enum script_function function)
{
  for (const struct script_event *event = script->event; event < script->event + script->events; event++)
    if (event->kind == EVENT_CALL && event->call.function == function)
      return true;
  return false;
}

/* What a target has to be able to for this event, and the word for it. */
static unsigned needs(const struct script_event *event, const char **what)
{
  const struct script_call *const call = &event->call;
  if (event->kind != EVENT_CALL)
    return 0;
  *what = script_function_name(call->function);
  switch (call->function) {
  case CALL_LISTEN: return TARGET_OPEN_PASSIVE;
  case CALL_CONNECT: return TARGET_OPEN_ACTIVE;
  case CALL_READ: case CALL_RECV: case CALL_RECVFROM: return TARGET_RECEIVE;
  case CALL_WRITE: return TARGET_SEND;
  case CALL_SEND: case CALL_SENDTO: return call->argument[3].number[0] & MSG_OOB ? TARGET_URGENT : TARGET_SEND;
  case CALL_SHUTDOWN: return call->argument[1].number[0] == SHUT_RD ? 0 : TARGET_CLOSE;
  case CALL_CLOSE: return TARGET_RELEASE;
  case CALL_SETSOCKOPT: return *what = "SO_LINGER", call->argument[3].kind == ARGUMENT_LINGER ? TARGET_ABORT : 0;
  default: return 0;
  }
}

/* Whether the target can do all that the script calls for. One without OPENs listens, and that is all. */
static bool is_able(struct play *p)
{
  const unsigned can = p->target->can;
  for (size_t i = 0; i < p->script->events; i++) {
    const char *what = NULL;
    const unsigned need = needs(&p->script->event[i], &what);
    if (need & ~can && (need != TARGET_OPEN_PASSIVE || can & TARGET_OPENS))
      return finish(p, OUTCOME_SKIPPED, NULL, "%s has no %s", p->target->name, what), false;
  }
  if (!(can & TARGET_OPENS) && !has_call(p->script, CALL_LISTEN))
    finish(p, OUTCOME_SKIPPED, NULL, "%s listens, and the script does not", p->target->name);
  if (p->script->version == 6 && !(can & TARGET_IPV6))
    finish(p, OUTCOME_SKIPPED, NULL, "%s has no IPv6", p->target->name);
  if (p->scene.no_delay && !(can & TARGET_NO_DELAY))
    finish(p, OUTCOME_SKIPPED, NULL, "%s has no TCP_NODELAY", p->target->name);
  if (p->scene.receive_buffer && !(can & TARGET_SET_BUFFER))
    finish(p, OUTCOME_SKIPPED, NULL, "%s has no SO_RCVBUF", p->target->name);
  return !is_over(p);
}

static bool begin(struct play *p)
{
  char why[128];
  const bool active = has_call(p->script, CALL_CONNECT);
  const uint16_t bound = p->target->our_port ? p->target->our_port : p->script->bind_port;
  p->scene = (struct scene){
    .version = p->script->version, .iss = ISS, .no_delay = script_no_delay(p->script),
    .our_port = active ? p->options->port : bound,
    .peer_port = active ? p->script->connect_port : p->options->port,
    .receive_buffer = script_receive_buffer(p->script)};
  if (!is_able(p))
    return false;
  if (!p->target->begin(p->target, &p->scene, why))
    return finish(p, OUTCOME_SKIPPED, NULL, "%s", why), false;
  p->start = now(p);
  return true;
}

void script_play(const struct script *script, struct target *target, const struct play_options *options,
                 struct ladder *ladder, struct outcome *outcome)
{
  struct play *const p = tool_allocate(1, sizeof *p);
  *outcome = (struct outcome){.verdict = OUTCOME_PASSED};
  p->script = script, p->options = options, p->target = target, p->outcome = outcome;
  p->tolerance = (synfin_time)(options->tolerance < 0 ? script->tolerance : options->tolerance);
  p->anchor = SYNFIN_NEVER;
  p->calls.target = target;
  if (begin(p)) {
    record_begin(&p->record, ladder, target, script);
    for (p->event = script->event; p->event < script->event + script->events && !is_over(p); p->event++)
      do_event(p);
    p->event = script->event + script->events - 1;
    do_end(p);
    record_end(&p->record, p->numbers.shift);
  }
  for (struct heard *heard = p->first, *next; heard; heard = next)
    next = heard->next, free(heard);
  free(p);
}
