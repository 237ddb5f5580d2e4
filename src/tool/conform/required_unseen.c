/* Requirements that nobody outside can judge at one connection, and why: the report's table is complete with them. */
#include "play.h"

#define ONE "one connection at a time is seen"
#define NO_CALL "no call of a target asks for it"
#define NO_REPORT "what a target reports to its user besides the results of calls is not seen"
#define WITHIN "it is no matter of what is sent, but of how it is made"

const struct required required_unseen[] = {
  UNSEEN(MUST, "unseen/iss-secret", "MUST-9", "3.4.1", "whether a number can be computed by others is not seen in the number",
         "The function behind its ISS cannot be computed from outside"),
  UNSEEN(MUST, "unseen/r2-set", "MUST-21", "3.8.3", NO_CALL, "Its user can set R2"),
  UNSEEN(MUST, "unseen/keep-alive-set", "MUST-24", "3.8.4", NO_CALL, "Keep-alives can be switched on and off"),
  UNSEEN(MUST, "unseen/keep-alive-idle", "MUST-26", "3.8.4", NO_CALL, "A keep-alive is sent only on a connection that is idle"),
  UNSEEN(MUST, "unseen/keep-alive-interval", "MUST-27", "3.8.4", NO_CALL, "The interval of keep-alives can be set"),
  UNSEEN(MUST, "unseen/keep-alive-two-hours", "MUST-28", "3.8.4", NO_CALL, "The interval of keep-alives is two hours or more"),
  UNSEEN(MUST, "unseen/keep-alive-lost", "MUST-29", "3.8.4", NO_CALL, "One keep-alive without an answer is no dead connection"),
  UNSEEN(MUST, "unseen/urgent-told", "MUST-32", "3.8.5", NO_REPORT, "Its user is told when urgent text is ahead"),
  UNSEEN(MUST, "unseen/urgent-left", "MUST-33", "3.8.5", NO_CALL, "Its user can learn how much urgent text is left"),
  UNSEEN(MUST, "unseen/fresh-listener", "MUST-41", "3.9.1.1", ONE, "A passive OPEN changes no connection that is there"),
  UNSEEN(MUST, "unseen/listens-beside", "MUST-42", "3.9.1.1", ONE, "A port can be listened on while it opens a connection"),
  UNSEEN(MUST, "unseen/open-from", "MUST-43", "3.9.1.1", NO_CALL, "OPEN takes a local address"),
  UNSEEN(MUST, "unseen/open-to-many", "MUST-46", "3.9.1.1", "a target opens to the tester alone",
         "OPEN to a broadcast or multicast address is an error"),
  UNSEEN(MUST, "unseen/soft-errors", "MUST-47", "3.9.1.8", NO_REPORT, "Its user can be told of soft errors"),
  UNSEEN(MUST, "unseen/diffserv", "MUST-48", "3.9.1.9", NO_CALL, "Its user can set Diffserv"),
  UNSEEN(MUST, "unseen/hop-limit", "MUST-49", "3.9.2", NO_CALL, "Its hop limit can be set"),
  UNSEEN(MUST, "unseen/route-given", "MUST-51", "3.9.2.1", NO_CALL, "Its user can give a source route"),
  UNSEEN(MUST, "unseen/route-kept", "MUST-52", "3.9.2.1", NO_CALL, "Its user's source route stands above one that was received"),
  UNSEEN(SHOULD, "unseen/mtu-varies", "SHLD-6", "3.7.3", "its interface has one MTU", "Where the MTU varies, MSS is that of the smallest"),
  UNSEEN(SHOULD, "unseen/r1-told", "SHLD-9", "3.8.3", NO_REPORT, "Its user is told of trouble between R1 and R2"),
  UNSEEN(SHOULD, "unseen/r1", "SHLD-10", "3.8.3", NO_REPORT, "R1 is three retransmissions at least"),
  UNSEEN(SHOULD, "unseen/keep-alive-empty", "SHLD-12", "3.8.4", NO_CALL, "A keep-alive has no text"),
  UNSEEN(SHOULD, "unseen/urgent-avoided", "SHLD-13", "3.8.5", "it binds applications", "New applications have no urgent text"),
  UNSEEN(SHOULD, "unseen/reports-off", "SHLD-20", "3.9.1.8", NO_REPORT, "Its user can switch reports off"),
  UNSEEN(SHOULD, "unseen/diffserv-changed", "SHLD-21", "3.9.1.9", NO_CALL, "Diffserv can be changed"),
  UNSEEN(SHOULD, "unseen/diffserv-passed", "SHLD-22", "3.9.1.9", NO_CALL, "Diffserv is passed to IP as it is"),
  UNSEEN(SHOULD, "unseen/diffserv-constant", "SHLD-23", "3.9.2", "it binds applications", "Diffserv stays as it is"),
  UNSEEN(SHOULD, "unseen/route-replaced", "SHLD-24", "3.9.2.1",
         "hosts take no datagram with a source route (RFC 7126 4.3); one that does is seen in network/source-route",
         "A later source route takes the place of an earlier one"),
  UNSEEN(SHOULD, "unseen/icmp-told", "SHLD-25", "3.9.2.2", NO_REPORT, "Soft ICMP errors are made known to its user"),
  UNSEEN(MAY, "unseen/keep-alives", "MAY-5", "3.8.4", NO_CALL, "There may be keep-alives"),
  UNSEEN(MAY, "unseen/keep-alive-octet", "MAY-6", "3.8.4", NO_CALL, "A keep-alive may have one octet"),
  UNSEEN(MAY, "unseen/diffserv-told", "MAY-9", "3.9.1.9", NO_REPORT, "The Diffserv that was received may be told"),
  UNSEEN(MAY, "unseen/flush", "MAY-14", "3.9.1.7", NO_CALL, "There may be a FLUSH call"),
  UNSEEN(MAY, "unseen/push-call", "MAY-15", "3.9.1.2", NO_CALL, "SEND may have a PUSH flag"),
  UNSEEN(MAY, "unseen/push-told", "MAY-17", "3.9.1.3", NO_REPORT, "PSH that was received may be told"),
  UNSEEN(MAY, "unseen/other-congestion-control", "MAY-18", "3.8.2", WITHIN, "Congestion control may be another one"),
  CASES_END
};
