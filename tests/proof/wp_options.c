/* The loop form of the option iterator, for fields of any length. */
#include "wp_options.h"
