#!/usr/bin/env bash
# Measures what a change costs in a real build. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

usage() {
  cat <<'TEXT'
usage: bench/changes.sh [--feed FOLDER] [--images FOLDER] [METADATA...]

Packs the packages of this repository and builds a project with one model, once for each change of the table in docs/results.md: an image is added, removed,
renamed, moved or replaced, a setting or the project file is changed, dates are touched, branches are switched, results are deleted. Prints for each change
the stages that ran, the number of images that went through the base, and the seconds beyond the same project without a model.

  --feed     a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --images   a folder with one sub-folder of images per class; default: the drawn flowers of sample/FlowerApp
  METADATA   metadata of the item, such as BaseWeights="embedded"; default: the embedded base, with few epochs
TEXT
}

feed=
images=$repository/sample/FlowerApp/flowers
read_options "feed images" "$@"
metadata="${rest[*]:-BaseWeights=\"embedded\" Alpha=\"0.35\" ImageSize=\"128\" Head=\"linear\" Epochs=\"2\" FineTuneEpochs=\"1\"}"
create_work_folder
pack Tflite Runtime Trainer Sdk
isolate "$work"

build() { # FOLDER
  (cd "$1" && quietly dotnet build -v:detailed "${options[@]}")
}

seconds() { # FOLDER
  local TIMEFORMAT='%R'
  { time build "$1" 2>&3; } 3>&2 2>&1
}

row() { # CHANGE: builds and prints what happened
  local time stages through
  time=$(seconds "$app")
  stages=$(sed -nE 's/.*Flowers: ([a-z-]+)( [a-z0-9]+)? runs because .*/\1/p' "$work/log" | awk '!seen[$0]++' | paste -sd, - | sed 's/,/, /g')
  through=$(sed -nE 's/.*Flowers: ([0-9]+) images went through the base.*/\1/p' "$work/log" | head -n 1)
  printf '| %s | %s | %s | %s |\n' "$1" "${stages:-none}" "${through:-0}" "$(awk -v a="$time" -v b="$plain" 'BEGIN { printf "%.2f", a - b }')"
}

unchanged() { # back to the first state, so that every change is measured alone
  rm -rf "$app"
  cp -a "$work/first" "$app"
  build "$app"
}

project "$work/plain" '' ''
build "$work/plain"
plain=$(for _ in 1 2 3 4 5; do seconds "$work/plain"; done | sort -n | sed -n 3p)

app=$work/app
model "$app" "$metadata"
cp -R "$images" "$app/photos"
find "$app/photos" -type f ! -iname '*.jpg' -delete
class=$(ls "$app/photos" | head -n 1)
other=$(ls "$app/photos" | sed -n 2p)
image=$(find "$app/photos/$class" -type f | sort | sed -n 3p)
# The image to add. One that looks like another would follow that one to its side of the split.
spare=$work/spare.jpg
mv "$(find "$app/photos/$class" -type f | sort | sed -n 4p)" "$spare"

# An image's hash decides on which side it is: below a fifth of the range it validates.
variant() { # validation|train: writes an image that the dataset does not have
  local n first
  for n in $(seq 1000); do
    { cat "$spare"; echo "$n"; } > "$work/variant.jpg"
    first=$((16#$(sha256sum "$work/variant.jpg" | cut -c1-2)))
    if [ "$1" = validation ] && [ $first -lt 48 ]; then return; fi
    if [ "$1" = train ] && [ $first -gt 64 ]; then return; fi
  done
}

echo "| change | stages that run | images through the base | seconds beyond the plain project ($plain) |"
echo "|---|---|---|---|"
row 'fresh clone, empty cache'
sleep 3
build "$app"
cp -a "$app" "$work/first"

row 'nothing'
for side in train validation; do
  unchanged; variant $side; cp "$work/variant.jpg" "$app/photos/$class/added.jpg"
  row "one ${side/train/training} image added"
done
unchanged; rm "$image"; row 'one image removed'
unchanged; mv "$image" "$app/photos/$class/renamed.jpg"; row 'one image renamed'
unchanged; mv "$image" "$app/photos/$other/moved.jpg"; row 'one image moved to another class'
original=$work/first/photos/$class/$(basename "$image")
replace() { # by an image of the same size: byte 15 is part of the resolution in a JPEG's header, which has no effect on the pixels
  cp "$original" "$image.new"
  printf '%b' "$1" | dd of="$image.new" bs=1 seek=15 conv=notrunc status=none
  mv "$image.new" "$image"
}
unchanged; replace '\x21'; touch -d 2001-01-01 "$image"; row 'one image replaced by an older file of the same size'
unchanged; replace '\x22'; touch -r "$original" "$image"; row 'one image replaced, size and date kept'
unchanged; model "$app" "$metadata LearningRate=\"0.002\""; row '`LearningRate` changed'
unchanged; model "$app" "$metadata FineTuneLearningRate=\"0.0002\""; row '`FineTuneLearningRate` changed'
unchanged; model "$app" "$metadata Version=\"2.0.0\""; row '`Version` changed'
unchanged; model "$app" "$metadata MinAccuracy=\"0.01\""; row '`MinAccuracy` changed'
unchanged; sed -i 's/<ItemGroup>/<!-- a comment --><ItemGroup>/' "$app/App.csproj"; row 'a comment in the project file'
unchanged; find "$app/photos" -type f -exec touch {} +; row '`git checkout` that touches every image'
unchanged; find "$app/photos" -type f -exec touch -d '2 years' {} +; row 'image dates in the future'
build "$app"; row 'image dates in the future, next build'
unchanged; variant train; cp "$work/variant.jpg" "$app/photos/$class/added.jpg"; build "$app"; rm "$app/photos/$class/added.jpg"; row 'another branch and back'
unchanged; (cd "$app" && quietly dotnet clean -tl:off); row '`dotnet clean`'
unchanged; rm -rf "$app/obj" "$app/bin"; row '`obj` deleted (includes the restore)'
