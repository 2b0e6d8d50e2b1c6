#!/usr/bin/env bash
# Many processes that need the same results at once. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

processes=${1:-64}
keys=${2:-100}
create_work_folder
build_fake_trainer

mkdir "$work/cache"
started=()
for ((i = 0; i < processes; i++)); do
  dotnet exec "$work/trainer/FlowerModel.FakeTrainer.dll" share-keys "$work/cache" "$keys" > "$work/output.$i" 2>&1 &
  started+=($!)
done
failed=0
for pid in "${started[@]}"; do wait "$pid" || failed=$((failed + 1)); done

# A key is right if all processes have printed it with one content, and one of them has made it.
cat "$work"/output.* | awk -v processes="$processes" -v keys="$keys" -v failed="$failed" '
  $2 == "made" || $2 == "adopted" { seen[$1]++; made[$1] += $2 == "made"; if (!($1 in content)) content[$1] = $3; if (content[$1] != $3) other[$1] = 1; next }
  { print; unexpected++ }
  END {
    for (key = 0; key < keys; key++) if (seen[key] == processes && made[key] == 1 && !(key in other)) right++
    printf "%d processes, %d keys: %d keys made once and adopted by all, %d failed processes, %d unexpected lines\n", processes, keys, right, failed, unexpected
    exit right != keys || failed || unexpected
  }'
