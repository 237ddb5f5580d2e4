/* The steps of the sum (wp_sum.h) follow from its definition. */
#include <stdint.h>

#define WORDS_DEFINED
#include "wp_sum.h"
