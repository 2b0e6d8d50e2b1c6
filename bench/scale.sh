#!/usr/bin/env bash
# Measures features that several jobs compute, and projects them to a million images. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

usage() {
  cat <<'TEXT'
usage: bench/scale.sh [--feed FOLDER] [--images FOLDER] [--jobs N] [METADATA...]

Packs the packages of this repository and computes the features of a project's images three times: with one job, with N jobs one after another, and in the
job that takes over what the N jobs have computed. Prints the times and what they mean for 1,000,000 images on 1, 16 and 256 machines like this one.

  --feed     a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --images   a folder with one sub-folder of images per class; default: the drawn flowers of sample/FlowerApp
  --jobs     number of jobs; default: 4
  METADATA   metadata of the item, such as BaseWeights="base.h5"; default: the embedded base
TEXT
}

feed=
jobs=4
images=$repository/sample/FlowerApp/flowers
read_options "feed images jobs" "$@"
metadata="${rest[*]:-BaseWeights=\"embedded\" Alpha=\"0.35\" ImageSize=\"128\" Head=\"linear\"}"
create_work_folder
pack Tflite Runtime Trainer Sdk
isolate "$work"
app=$work/app
model "$app" "$metadata"
cp -R "$images" "$app/photos"
find "$app/photos" -type f ! -iname '*.jpg' -delete
count=$(find "$app/photos" -type f | wc -l)

extract() { # CACHE SHARD
  (cd "$app" && quietly dotnet build --no-restore -t:FlowerModelExtractFeatures -p:FlowerModelCacheDirectory="$work/$1" -p:FlowerModelShard="$2" "${options[@]}")
}

seconds() { # CACHE SHARD
  local TIMEFORMAT='%R'
  { time extract "$1" "$2" 2>&3; } 3>&2 2>&1
}

(cd "$app" && quietly dotnet restore "${options[@]}")
extract warm ''
rm -rf "$work/warm" "$app/obj/Debug"
one=$(seconds one '')
fixed=$(seconds one '')
rm -rf "$app/obj/Debug"
for number in $(seq "$jobs"); do seconds parts "$number/$jobs"; rm -rf "$app/obj/Debug"; done > "$work/jobs"
rm -rf "$work"/parts/v1/features
last=$(seconds parts all)
kilobytes=$(du -sk "$work/parts/v1/blobs" | awk '{ print $1 }')

awk -v count="$count" -v jobs="$jobs" -v one="$one" -v fixed="$fixed" -v last="$last" -v kilobytes="$kilobytes" '
  { sum += $1; if ($1 > slowest) slowest = $1 }
  END {
    perImage = (one - fixed) / count
    perPart = (sum - jobs * fixed - (one - fixed)) / 16
    taken = (last - fixed) / count
    printf "%d images: one job %.1f s; %d jobs %.1f s each, the slowest %.1f s; taking over all parts %.1f s; a build without changes %.1f s.\n",
      count, one, jobs, sum / jobs, slowest, last, fixed
    printf "Per image: %.2f ms through the base, %.2f ms to take over, %.1f KB in the cache. Per part of the images: %.2f s.\n\n",
      perImage * 1000, taken * 1000, kilobytes / count, perPart
    print "| machines | features of 1,000,000 images, each machine | the last job takes them over | in the cache |"
    print "|---|---|---|---|"
    split("1 16 256", machines, " ")
    for (i = 1; i <= 3; i++) {
      n = machines[i]
      printf "| %d | %.1f min | %s | %s |\n", n, (fixed + perImage * 1e6 / n + (n > 1) * perPart * 4096 / n) / 60,
        n == 1 ? "-" : sprintf("%.0f min", (fixed + taken * 1e6) / 60), n == 1 ? "-" : sprintf("%.0f GB", kilobytes / count * 1e6 / 1e6)
    }
  }' "$work/jobs"
