#!/bin/sh
# Installs the Debian packages named that are missing, and says which. Without root or apt it says what to install.
set -eu
missing=
for package; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=
[ "$(id -u)" = 0 ] || sudo=$(command -v sudo || true)
if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && [ -z "$sudo" ]; }; then
  # Elsewhere the same programs may be there under other packages' names: go on, and let what is really missing speak.
  echo "not checked, please have installed:$missing" >&2
  exit 0
fi
echo "installing:$missing"
log=$(mktemp)
if ! { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; } \
     >"$log" 2>&1; then
  cat "$log" >&2
  echo "could not install:$missing" >&2
  exit 1
fi
rm -f "$log"
