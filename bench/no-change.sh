#!/usr/bin/env bash
# Measures what a build costs in which nothing changed. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

usage() {
  cat <<'TEXT'
usage: bench/no-change.sh [--feed FOLDER] [--runs N] COUNT...

Packs the packages of this repository and, for each COUNT, generates a project with COUNT tiny images in five classes, builds it once with a
trainer that only pretends to train, and then builds it N times without changes, in turn with the same project without a model and without
images, once with the project SDK and once without it. Prints the medians and the differences to the project without a model. Nothing is decoded or
trained, so the content of the images does not matter.

  --feed   a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --runs   number of measured builds of each project; default: 9
TEXT
}

feed=
runs=9
read_options "feed runs" "$@"
[ ${#rest[@]} -gt 0 ] || { usage >&2; exit 2; }
create_work_folder
pack Tflite Runtime Sdk
build_fake_trainer
isolate "$work"
fake="<FlowerModelTrainerAssembly>$work/trainer/FlowerModel.FakeTrainer.dll</FlowerModelTrainerAssembly>"

images() { # FOLDER COUNT
  mkdir -p "$1"/{daisy,dandelion,roses,sunflowers,tulips}
  awk -v folder="$1" -v count="$2" 'BEGIN {
    split("daisy dandelion roses sunflowers tulips", labels, " ")
    for (i = 0; i < count; i++) {
      file = sprintf("%s/%s/%07d.jpg", folder, labels[i % 5 + 1], i)
      print "image " i > file
      close(file)
    }
  }'
}

build() { # FOLDER
  (cd "$1" && quietly dotnet build "${options[@]}")
}

measure() { # FOLDER: elapsed time and processor time, in milliseconds
  local TIMEFORMAT='%R %U %S'
  { time build "$1" 2>&3; } 3>&2 2>&1 | awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }'
}

project "$work/plain" '' ''
build "$work/plain"
project "$work/sdk" '<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />' ''
build "$work/sdk"
echo "| images | plain project, ms | with the project SDK, ms | with the model, ms | difference, ms | difference in processor time, ms |"
echo "|---|---|---|---|---|---|"
for count in "${rest[@]}"; do
  app=$work/app-$count
  model "$app" 'BaseWeights="none"' "$fake"
  images "$app/photos" "$count"
  build "$app"
  # Files that changed less than two seconds before they were hashed are hashed again in the next build.
  sleep 3
  build "$app"
  rm -f "$work/plain.times" "$work/sdk.times" "$work/app.times"
  for _ in $(seq "$runs"); do
    measure "$work/plain" >> "$work/plain.times"
    measure "$work/sdk" >> "$work/sdk.times"
    measure "$app" >> "$work/app.times"
  done
  plain=$(median "$work/plain.times" 1)
  without=$(median "$work/sdk.times" 1)
  model=$(median "$work/app.times" 1)
  processor=$(($(median "$work/app.times" 2) - $(median "$work/sdk.times" 2)))
  echo "| $count | $plain | $without | $model | $((model - without)) | $processor |"
  rm -rf "$app"
done
