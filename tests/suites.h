/* The Check suites, one a file; main.c runs them all and prints Check's totals. */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

Suite *machine_suite(void);
Suite *checksum_suite(void);
Suite *options_suite(void);
Suite *wire_suite(void);
Suite *ip_suite(void);
Suite *calls_suite(void);
Suite *segments_suite(void);
Suite *rows_suite(void);
Suite *figures_suite(void);
Suite *opening_suite(void);
Suite *retransmission_suite(void);
Suite *congestion_suite(void);
Suite *window_suite(void);
Suite *urgent_suite(void);
Suite *stream_suite(void);
Suite *peer_open_suite(void);
Suite *peer_segments_suite(void);
Suite *peer_reset_suite(void);
Suite *peer_close_suite(void);
Suite *peer_wait_suite(void);
Suite *oracle_machine_suite(void);
Suite *oracle_engine_suite(void);
Suite *script_suite(void);
Suite *script_play_suite(void);
Suite *target_lwip_suite(void);
Suite *target_kernel_suite(void);
Suite *target_remote_suite(void);
Suite *check_parts_suite(void);
Suite *check_frames_suite(void);

#endif
