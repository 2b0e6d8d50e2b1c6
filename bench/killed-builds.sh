#!/usr/bin/env bash
# Kills builds at random moments and compares what the next build makes. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

kills=1000
feed=
work=
while [ $# -gt 0 ]; do
  case $1 in
    --kills) [ $# -gt 1 ] || fail "--kills requires a number"; kills=$2; shift 2 ;;
    --feed) [ $# -gt 1 ] || fail "--feed requires a folder"; feed=$2; shift 2 ;;
    --work) [ $# -gt 1 ] || fail "--work requires a folder"; work=$2; shift 2 ;;
    *) fail "unknown option '$1'; the options are --kills N, --work FOLDER and --feed FOLDER" ;;
  esac
done
[ -n "$work" ] || fail "--work requires a folder, which keeps the number of finished rounds"
mkdir -p "$work"
work=$(cd "$work" && pwd -P)
app=$work/app

prepare() {
  pack Tflite Runtime Sdk
  build_fake_trainer
  isolate "$work"
  for label in daisy roses tulips; do
    mkdir -p "$app/photos/$label"
    for i in 0 1 2 3; do echo "$label $i" > "$app/photos/$label/$i.jpg"; done
  done
  model "$app" 'BaseWeights="none"' "<FlowerModelTrainerAssembly>$work/trainer/FlowerModel.FakeTrainer.dll</FlowerModelTrainerAssembly>"
}

empty() { rm -rf "$work/cache" "$app/obj/Debug" "$app/bin"; }

hashes() { # of the model, the records and the blobs; a file below blobs/ is named after its hash
  (cd "$work" && find app/obj/Debug/net10.0/FlowerModel/Flowers/Flowers.tflite cache/v1/blobs cache/v1/stages -type f \
    ! -name '*.lock' ! -name '*.holder' ! -name '*.tmp' -print0 | sort -z | xargs -0 sha256sum)
}

trainers() { pgrep -f "$work/trainer/FlowerModel.FakeTrainer.dll serve" || true; }

export NUGET_PACKAGES=$work/packages
if [ ! -e "$work/expected" ]; then
  prepare
  cd "$app"
  quietly dotnet restore "${options[@]}"
  quietly dotnet build --no-restore "${options[@]}"
  empty
  start=$(date +%s%N)
  quietly dotnet build --no-restore "${options[@]}"
  echo $((($(date +%s%N) - start) / 1000000)) > "$work/milliseconds"
  hashes > "$work/first"
  mv "$work/first" "$work/expected"
fi

cd "$app"
milliseconds=$(cat "$work/milliseconds")
done=$(cat "$work/rounds" 2> /dev/null || echo 0)
interrupted=0
while [ "$done" -lt "$kills" ]; do
  empty
  setsid dotnet build --no-restore "${options[@]}" > "$work/killed.log" 2>&1 &
  build=$!
  moment=$((RANDOM * 32768 + RANDOM))
  sleep "$(awk -v range="$milliseconds" -v random="$moment" 'BEGIN { print random % range / 1000 }')"
  case $((done % 3)) in
    0) kill -9 "$build" 2> /dev/null || true ;;
    1) kill -9 -- "-$build" 2> /dev/null || true ;;
    2) trainers | xargs -r kill -9 2> /dev/null || true ;;
  esac
  if wait "$build" 2> /dev/null; then :; else interrupted=$((interrupted + 1)); fi
  for _ in $(seq 100); do [ -n "$(trainers)" ] || break; sleep 0.1; done
  [ -z "$(trainers)" ] || fail "round $done: a trainer is left behind"
  quietly dotnet build --no-restore "${options[@]}"
  if ! hashes | diff "$work/expected" - > "$work/difference"; then
    cat "$work/difference" >&2
    echo "killed-builds: round $done: the build after the kill made other bytes" >&2
    exit 1
  fi
  done=$((done + 1))
  echo "$done" > "$work/rounds"
done
echo "$done rounds: the build after each kill made the same bytes ($interrupted builds of this run ended by the kill)"
