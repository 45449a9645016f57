#!/usr/bin/env bash
# Starts the demo as the README says, waits until it is ready, asks its windows for a page, stops it.
set -euo pipefail
data=$(mktemp -d)
log=$data/demo.log
DATA_DIR=$data LOG_LEVEL=warn npm start >"$log" 2>&1 &
demo=$!
finish() {
  # npm hands the signal on to the demo, which closes its windows.
  kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT
for _ in $(seq 1 120); do
  if ! kill -0 "$demo" 2>/dev/null; then
    cat "$log"
    echo 'the demo ended' >&2
    exit 1
  fi
  if curl -fsS -o /dev/null http://127.0.0.1:3978/readyz 2>/dev/null; then
    curl -fsS -o /dev/null http://127.0.0.1:56150/
    curl -fsS -o /dev/null http://127.0.0.1:56151/
    grep -m1 'Five sentences' "$log"
    exit 0
  fi
  sleep 1
done
cat "$log"
echo 'the demo was not ready in two minutes' >&2
exit 1
