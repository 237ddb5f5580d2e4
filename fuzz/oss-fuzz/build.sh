#!/bin/sh
exec "$SRC/synfin/fuzz/build.sh"
