/* The segment's format, read a second time: octet by octet from RFC 9293 3.1's figure, slowly, sharing nothing with
 * src/. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "synfin.h"

/* One's complement sum of 16-bit words (RFC 1071 1), the last one padded with zero; of a pseudo-header (3.1) and of
 * octets. */
uint16_t reference_sum(uint16_t sum, const uint8_t *octets, size_t len);
uint16_t reference_pseudo(const struct synfin_addresses *addresses, size_t len);

/* Puts the right checksum into a segment of at least 18 octets. */
void reference_seal(uint8_t *segment, size_t len, const struct synfin_addresses *addresses);

/* The same contract as synfin_option_next, known options of the same RFCs. */
int reference_option(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at);

/* The known options of a field, those that came before an error included; 0 or the error. */
int reference_options(struct synfin_options *opt, const uint8_t *options, size_t len);

/* What synfin_decode has to return. */
int reference_decode(struct synfin_segment *seg, const uint8_t *octets, size_t len,
                     const struct synfin_addresses *addresses);

/* Octets that options need as Linux aligns them, padding counted. */
unsigned reference_room(const struct synfin_options *opt);

/* Whether all fields that count are the same; text compared octet by octet, over its pieces. */
bool reference_same_options(const struct synfin_options *a, const struct synfin_options *b);
bool reference_same(const struct synfin_segment *a, const struct synfin_segment *b);

extern const struct synfin_addresses reference_v4, reference_v6;

#endif
