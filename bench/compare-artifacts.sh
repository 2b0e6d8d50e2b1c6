#!/usr/bin/env bash
# Compares the bytes of every artifact that two commits produce from the same images. See README.md beside this file.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/compare-artifacts.sh OLD NEW [--models NAME,NAME,...] [--work FOLDER]

Builds the commits OLD and NEW of this repository, trains the same small models with each through `dotnet build`, and compares the SHA-256
of every artifact.

  --models   which models to train; default: all of Variants,Views,Scratch,Archive,List
  --work     an empty or new work folder, which is kept; default: a temporary one, which is removed

Exit codes: 0 every artifact is equal; 1 an artifact differs or is missing on one side; 2 the comparison failed.
TEXT
}

fail() { echo "compare-artifacts: $*" >&2; exit 2; }

all_models=Variants,Views,Scratch,Archive,List
models=$all_models
work=
commits=()
while [ $# -gt 0 ]; do
  case $1 in
    --models) [ $# -gt 1 ] || fail "--models requires names"; models=$2; shift 2 ;;
    --work) [ $# -gt 1 ] || fail "--work requires a folder"; work=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) commits+=("$1"); shift ;;
  esac
done
[ ${#commits[@]} -eq 2 ] || { usage >&2; exit 2; }
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
old=$(git -C "$repository" rev-parse --verify --quiet "${commits[0]}^{commit}") || fail "commit ${commits[0]} does not exist"
new=$(git -C "$repository" rev-parse --verify --quiet "${commits[1]}^{commit}") || fail "commit ${commits[1]} does not exist"
for name in ${models//,/ }; do
  case ",$all_models," in *",$name,"*) ;; *) fail "model '$name' does not exist; use $all_models" ;; esac
done

if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
else
  mkdir -p "$work"
  [ -z "$(ls -A "$work")" ] || fail "$work is not empty"
fi
work=$(cd "$work" && pwd -P)

# macOS has shasum instead of sha256sum.
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# --- The data: a few of FlowerApp's images from the working tree, as a folder, an archive and a list. ----------------------------------------

data=$work/data
for class in daisy roses tulips; do
  mkdir -p "$data/images/$class"
  for number in 001 002 003 004 005 006 007 008 009 010; do
    cp "$repository/sample/FlowerApp/flowers/$class/$number.jpg" "$data/images/$class/"
  done
done
{
  echo path,label
  (cd "$data" && find images -name '*.jpg' | LC_ALL=C sort | awk -F/ '{ print $0 "," $2 }')
} > "$data/list.csv"
# One archive for both commits, because it contains time stamps. (The variable keeps macOS from adding files.)
COPYFILE_DISABLE=1 tar -czf "$data/images.tar.gz" -C "$data/images" daisy roses tulips

# --- The consumer: a project beside the samples, which use FlowerModel.Sdk from the surrounding source. -----------------------------------

# Metadata that both commits accept: none is an alias of float32; the name of one attribute differs, so it is looked up.
item() { # MODEL SOURCES
  local calibration=CalibrationImages
  grep -qr '"CalibrationImages"' "$2/FlowerModel.Pipeline" || calibration=CalibrationPictures
  case $1 in
    Variants) echo "<FlowerModel Include='Variants' Dataset='images' Quantization='none;float16;dynamic;int8' $calibration='16' />" ;;
    Views) echo "<FlowerModel Include='Views' Dataset='images' Head='linear' Views='2' Quantization='int8' InferenceInputType='uint8'
                 InferenceOutputType='int8' $calibration='8' Author='A' License='MIT' Description='Two views.' Version='1.2.3' />" ;;
    Scratch) echo "<FlowerModel Include='Scratch' Dataset='images' BaseWeights='none' Head='linear' />" ;;
    Archive) echo "<FlowerModel Include='Archive' Dataset='images.tar.gz' Head='linear' FineTuneEpochs='0' />" ;;
    List) echo "<FlowerModel Include='List' Dataset='list.csv' Split='keras' Seed='7' FineTuneFrom='block_14_expand' FineTuneBatchNorm='training' />" ;;
  esac
}

write_project() { # SOURCES
  cat <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemDefinitionGroup>
    <FlowerModel>
      <Alpha>0.35</Alpha>
      <ImageSize>96</ImageSize>
      <BaseWeights>embedded</BaseWeights>
      <Epochs>2</Epochs>
      <FineTuneEpochs>1</FineTuneEpochs>
      <BatchSize>8</BatchSize>
    </FlowerModel>
  </ItemDefinitionGroup>
  <ItemGroup>
XML
  for name in ${models//,/ }; do echo "    $(item "$name" "$1")"; done
  echo '  </ItemGroup>'
  echo '</Project>'
}

# --- One commit: clone, build, train. -------------------------------------------------------------------------------------------------------

make_artifacts() { # SIDE COMMIT
  local clone=$work/$1
  git clone --quiet --shared --no-checkout "$repository" "$clone"
  git -C "$clone" checkout --quiet --detach "$2"
  local consumer=$clone/sample/ArtifactComparison
  mkdir "$consumer"
  cp -R "$data/." "$consumer/"
  write_project "$clone/src" > "$consumer/ArtifactComparison.csproj"
  echo "Building and training with $2 ..." >&2
  if ! (cd "$consumer" &&
    MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
      dotnet build -p:FlowerModelCacheDirectory="$work/$1.cache" -p:UseSharedCompilation=false -tl:off -v:minimal > "$work/$1.log" 2>&1); then
    tail -n 30 "$work/$1.log" >&2
    fail "commit $2 does not build its models"
  fi
}

# --- The artifacts of a commit: one line per artifact, "MODEL STAGE VARIANT ARTIFACT<tab>SHA-256", sorted. -----------------------------------------

# Records are found by their content (a stage and outputs with hashes), anywhere below the intermediate folder.
list_artifacts() { # SIDE
  local records=$work/$1/sample/ArtifactComparison/obj kept=$work/$1.kept
  # Every artifact in a record must also be in the cache.
  find "$work/$1.cache" -type f -not -name '*.features' -exec \
    bash -c 'if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi' _ {} + |
    awk '{ print $1 }' | LC_ALL=C sort -u > "$kept"
  find "$records" -type f -name '*.json' | while IFS= read -r file; do
    local model='' variant=-
    for name in ${models//,/ }; do case "${file#"$records"}" in */"$name"/*) model=$name ;; esac; done
    [ -n "$model" ] || continue
    local rest=${file##*/"$model"/}
    for kind in float16 dynamic int8; do case $rest in *"$kind"*) variant=$kind ;; esac; done
    tr -d '\r\n' < "$file" | tr '{' '\n' | awk -v model="$model" -v variant="$variant" '
      # The value of a string property; property names are case-insensitive.
      function value(name,    found) {
        if (!match(tolower($0), "\"" name "\" *: *\"[^\"]*\"")) return ""
        found = substr($0, RSTART, RLENGTH - 1)
        sub(/^"[^"]*" *: *"/, "", found)
        return found
      }
      value("stage") != "" && stage == "" { stage = tolower(value("stage")); gsub(/[^a-z]/, "", stage) }
      value("sha256") != "" && value("name") != "" { count++; names[count] = value("name"); hashes[count] = value("sha256") }
      END { if (stage != "") for (i = 1; i <= count; i++) print model " " stage " " variant " " names[i] "\t" hashes[i] }'
  done | LC_ALL=C sort > "$work/$1.artifacts"
  [ -s "$work/$1.artifacts" ] || fail "no stage records below $records"
  awk -F'\t' 'NR == FNR { kept[$1]; next } !($2 in kept) { print $1; missing = 1 } END { exit missing }' "$kept" "$work/$1.artifacts" >&2 ||
    fail "these artifacts are not in the cache"
}

make_artifacts old "$old"
make_artifacts new "$new"
list_artifacts old
list_artifacts new

LC_ALL=C join -t "$(printf '\t')" -a 1 -a 2 -e - -o 0,1.2,2.2 "$work/old.artifacts" "$work/new.artifacts" | awk -F'\t' '
  BEGIN { printf "%-10s %-10s %-9s %-22s %-12s %-12s %s\n", "model", "stage", "variant", "artifact", "old", "new", "result" }
  {
    result = $2 == $3 ? "equal" : $2 == "-" ? "only in new" : $3 == "-" ? "only in old" : "differs"
    if (result == "equal") equal++; else other++
    split($1, part, " ")
    printf "%-10s %-10s %-9s %-22s %-12s %-12s %s\n", part[1], part[2], part[3], part[4], substr($2, 1, 12), substr($3, 1, 12), result
  }
  END { printf "%d artifacts equal, %d not\n", equal, other; exit other > 0 }'
