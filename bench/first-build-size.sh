#!/usr/bin/env bash
# Measures what a first build of a user's project downloads and stores. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

usage() {
  cat <<'TEXT'
usage: bench/first-build-size.sh [--feed FOLDER] [--restore-only]

Packs the packages of this repository, restores and builds a project that uses FlowerModel.Sdk with the images of sample/FlowerApp, starting
with an empty packages folder and an empty cache, and prints every package that NuGet downloaded.

  --feed           a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --restore-only   does not train; prints the packages only
TEXT
}

feed=
restore_only=
while [ $# -gt 0 ]; do
  case $1 in
    --feed) [ $# -gt 1 ] || fail "--feed requires a folder"; feed=$2; shift 2 ;;
    --restore-only) restore_only=yes; shift ;;
    -h|--help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
create_work_folder
pack Tflite Runtime Trainer Sdk

isolate "$work"
app=$work/App
model "$app" 'Alpha="0.35" ImageSize="128"'
cp -R "$repository/sample/FlowerApp/flowers" "$app/photos"

command=build
[ -z "$restore_only" ] || command=restore
echo "dotnet $command ..." >&2
started=$SECONDS
(cd "$app" && quietly dotnet "$command" "${options[@]}")
seconds=$((SECONDS - started))

# --- The table. --------------------------------------------------------------------------------------------------------------------------------

kilobytes() { du -sk "$1" | awk '{ print $1 }'; }

# A package's folder also holds the downloaded file.
find "$work/packages" -name '*.nupkg' -type f | LC_ALL=C sort | while IFS= read -r file; do
  folder=$(dirname "$file")
  echo "$(basename "$(dirname "$folder")") $(basename "$folder") $(wc -c < "$file") $(kilobytes "$folder")"
done | awk '
  BEGIN { print "| package | version | download, MB | on disk, MB |"; print "|---|---|---|---|" }
  { printf "| %s | %s | %.2f | %.1f |\n", $1, $2, $3 / 1e6, $4 * 1024 / 1e6; bytes += $3; disk += $4 }
  END { printf "| total | | %.2f | %.1f |\n", bytes / 1e6, disk * 1024 / 1e6 }'
[ -n "$restore_only" ] ||
  awk -v size="$(kilobytes "$work/cache")" -v seconds="$seconds" \
    'BEGIN { printf "\nThe cache holds %.1f MB. The build took %d s.\n", size * 1024 / 1e6, seconds }'
