/* What a script asks for that this runner, or the one connection of a target, cannot give. */
#ifndef SYNFIN_SCRIPT_CHECK_H
#define SYNFIN_SCRIPT_CHECK_H

#include "script.h"

/* Looks through all events. False: script->error says what cannot be had. */
bool script_check(struct script *script);

/* What the socket options of a script ask of the scene: Nagle off; octets of the receive buffer, or 0. */
bool script_no_delay(const struct script *script);
uint32_t script_receive_buffer(const struct script *script);

#endif
