#!/usr/bin/env bash
# Installs what is missing and nothing else; a second run takes a moment. Called by `make setup`.
#
# It names no package registry: pip, uv, Maven and apt ask wherever this machine is told to ask.
# Settings: PYTHON (interpreter), LEITSTAND_KAFKA_HOME (where Kafka's jars go).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly TOOLS=.cache/tools
readonly KAFKA_HOME=${LEITSTAND_KAFKA_HOME:-$PWD/.cache/kafka}

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$1"
  [ $# -lt 2 ] || printf '  what to do: %s\n' "$2" >&2
  exit 1
}
is_root() { [ "$(id -u)" -eq 0 ]; }
# A stamp holds the hash of what a step was made from; it is written when the step is done.
fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }
is_done() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 was not found" "install it, on Debian 12: apt-get install python3.11 python3.11-venv; or set PYTHON"
}

apt_install() {
  is_root && command -v apt-get >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 && return
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1
}

# uv: on the path, else in a virtual environment of its own, for which Debian may need python3-venv.
find_uv() {
  if command -v uv; then return; fi
  if [ ! -x "$TOOLS/bin/uv" ]; then
    say "installing uv into $TOOLS"
    make_tools || { apt_install python3-venv && make_tools; } ||
      fail "uv is not installed, and Python could not make a virtual environment for it" \
        "install uv, or on Debian: apt-get install python3-venv"
  fi
  echo "$TOOLS/bin/uv"
}
make_tools() {
  rm -rf "$TOOLS"
  "$python" -m venv "$TOOLS" >/dev/null 2>&1 && "$TOOLS/bin/pip" install -q --disable-pip-version-check uv >&2
}

install_packages() {
  local wanted stamp=$VENV/.leitstand-setup
  wanted=$(fingerprint requirements.lock pyproject.toml)
  if is_done "$stamp" "$wanted" && [ -x "$VENV/bin/leitstand" ]; then return; fi
  local uv
  uv=$(find_uv)
  say "installing Python packages into $VENV"
  [ -x "$VENV/bin/python" ] || "$uv" venv -q -p "$python" "$VENV"
  # Compiled here and once: it halves the start of Dagster and Great Expectations.
  "$uv" pip sync -q --compile-bytecode -p "$VENV/bin/python" requirements.lock
  # With the locked build tools: nothing is fetched that the lock does not name.
  "$uv" pip install -q --no-deps --no-build-isolation -p "$VENV/bin/python" -e .
  echo "$wanted" >"$stamp"
}

install_kafka() {
  local wanted stamp=$KAFKA_HOME/.leitstand-setup
  wanted=$(fingerprint deploy/kafka-jars/pom.xml)
  if is_done "$stamp" "$wanted"; then return; fi
  command -v mvn >/dev/null || fail "Maven was not found; it fetches Kafka" "on Debian: apt-get install maven"
  say "fetching Kafka into $KAFKA_HOME"
  rm -rf "$KAFKA_HOME"
  mkdir -p "$KAFKA_HOME"
  mvn -q -B -Dstyle.color=never -f deploy/kafka-jars/pom.xml package -Dkafka.jars="$KAFKA_HOME/jars" >&2
  # Half the processor time of every later start; without it Kafka starts as well.
  "$VENV/bin/python" -m leitstand.deploy.kafka.archive || true
  echo "$wanted" >"$stamp"
}

check_java() {
  local version
  version=$({ "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 || true; } | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "Java 17 was not found; Kafka needs it" "on Debian: apt-get install openjdk-17-jdk-headless"
}

# The browser takes pictures and runs the pages' tests; Pango sets the printed reports.
missing_libraries() {
  local cache name
  command -v chromium >/dev/null || echo chromium
  cache=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
  for name in libpango-1.0:libpango-1.0-0 libpangoft2-1.0:libpangoft2-1.0-0 libharfbuzz-subset:libharfbuzz-subset0; do
    grep -q "${name%%:*}\.so" <<<"$cache" || echo "${name##*:}"
  done
  [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu
}
install_libraries() {
  local missing
  mapfile -t missing < <(missing_libraries)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  apt_install "${missing[@]}" && return
  say "could not install ${missing[*]}: pictures, browser tests and printed reports need them"
  printf '  what to do: as root, on Debian: apt-get install %s\n' "${missing[*]}" >&2
}

python=$(find_python)
check_java
install_packages
install_kafka
install_libraries
