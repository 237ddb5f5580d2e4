/* The Check suites, one a file; main.c runs them all and prints Check's totals. */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

Suite *machine_suite(void);
Suite *codec_suite(void);

#endif
