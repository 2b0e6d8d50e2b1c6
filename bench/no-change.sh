#!/usr/bin/env bash
# Measures what a build costs in which nothing changed. See README.md beside this file.
set -euo pipefail

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

fail() { echo "no-change: $*" >&2; exit 2; }

feed=
runs=9
while [ $# -gt 0 ]; do
  case $1 in
    --feed) [ $# -gt 1 ] || fail "--feed requires a folder"; feed=$2; shift 2 ;;
    --runs) [ $# -gt 1 ] || fail "--runs requires a number"; runs=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { usage >&2; exit 2; }
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
work=$(cd "$work" && pwd -P)

quietly() { # COMMAND...
  "$@" > "$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; fail "'$1 $2' failed"; }
}

if [ -z "$feed" ]; then
  feed=$work/feed
  echo "Packing ..." >&2
  for project in Tflite Runtime Sdk; do
    quietly dotnet pack "$repository/src/FlowerModel.$project" -c Release -o "$feed" -p:UseSharedCompilation=false -nodeReuse:false -tl:off
  done
fi
feed=$(cd "$feed" && pwd -P)
quietly dotnet build "$repository/tests/FlowerModel.FakeTrainer" -o "$work/trainer" -p:UseSharedCompilation=false -nodeReuse:false -tl:off

# --- Projects, which inherit nothing from folders above them except package sources. --------------------------------------------------------

for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$work/$name"; done
echo "<configuration><packageSources><add key=\"flowermodel\" value=\"$feed\" /></packageSources></configuration>" > "$work/nuget.config"
export NUGET_PACKAGES=$work/packages

project() { # FOLDER SDK ITEMS
  mkdir -p "$1"
  echo 'System.Console.WriteLine();' > "$1/Program.cs"
  cat > "$1/App.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  $2
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <FlowerModelCacheDirectory>$work/cache</FlowerModelCacheDirectory>
    <FlowerModelTrainerAssembly>$work/trainer/FlowerModel.FakeTrainer.dll</FlowerModelTrainerAssembly>
  </PropertyGroup>
  <ItemGroup>$3</ItemGroup>
</Project>
XML
}

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
  (cd "$1" && quietly dotnet build -p:UseSharedCompilation=false -nodeReuse:false -tl:off)
}

measure() { # FOLDER: elapsed time and processor time, in milliseconds
  local TIMEFORMAT='%R %U %S'
  { time build "$1" 2>&3; } 3>&2 2>&1 | awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }'
}

median() { # FILE COLUMN
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'
}

sdk='<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />'
project "$work/plain" '' ''
build "$work/plain"
project "$work/sdk" "$sdk" ''
build "$work/sdk"
echo "| images | plain project, ms | with the project SDK, ms | with the model, ms | difference, ms | difference in processor time, ms |"
echo "|---|---|---|---|---|---|"
for count in "$@"; do
  app=$work/app-$count
  project "$app" "$sdk" '<FlowerModel Include="Flowers" Dataset="photos" BaseWeights="none" />'
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
