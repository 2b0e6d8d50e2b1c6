#!/usr/bin/env bash
# Measures the time from the start of Main to the first answer. See README.md beside this file.
set -euo pipefail
# shellcheck source=consumer.sh
. "$(dirname "${BASH_SOURCE[0]}")/consumer.sh"

usage() {
  cat <<'TEXT'
usage: bench/first-answer.sh [--feed FOLDER] [--runs N] MODEL.tflite IMAGE

Packs the runtime and builds one program with it in four ways: compiled while it runs (JIT) without and with the precompiled assemblies of the packages,
completely precompiled (PublishReadyToRun), and native (NativeAOT). Starts them in turn, N times each, and prints the medians in milliseconds from the
start of Main: until the model is loaded, until the first answer; and the time of the second answer and of the fastest of 100 more.

  --feed   a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --runs   number of measured starts of each program; default: 15
TEXT
}

feed=
runs=15
read_options "feed runs" "$@"
[ ${#rest[@]} -eq 2 ] || { usage >&2; exit 2; }
model=$(realpath "${rest[0]}") image=$(realpath "${rest[1]}")
create_work_folder
pack Tflite Runtime
isolate "$work"
rid=$(dotnet --info | awk '$1 == "RID:" { print $2; exit }')

mkdir "$work/app"
cat > "$work/app/Program.cs" <<'CS'
using System;
using System.Diagnostics;
using FlowerModel.Runtime;

var start = Stopwatch.GetTimestamp();
using var classifier = ImageClassifier.Load(args[0]);
var load = Stopwatch.GetElapsedTime(start);
classifier.Classify(args[1]);
var first = Stopwatch.GetElapsedTime(start);
start = Stopwatch.GetTimestamp();
classifier.Classify(args[1]);
var second = Stopwatch.GetElapsedTime(start);
var fastest = second;
for (var i = 0; i < 100; i++)
{
    start = Stopwatch.GetTimestamp();
    classifier.Classify(args[1]);
    if (Stopwatch.GetElapsedTime(start) is var time && time < fastest) fastest = time;
}

Console.WriteLine(FormattableString.Invariant(
    $"{load.TotalMilliseconds:F1} {first.TotalMilliseconds:F1} {second.TotalMilliseconds:F1} {fastest.TotalMilliseconds:F1}"));
CS
cat > "$work/app/App.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="FlowerModel.Runtime" Version="1.0.0" /></ItemGroup>
</Project>
XML

publish() { # NAME ARGUMENT...
  local name=$1
  shift
  cp -r "$work/app" "$work/$name"
  (cd "$work/$name" && quietly dotnet publish -o "$work/$name/out" "${options[@]}" "$@")
}

publish jit
rm -r "$work/jit/out/runtimes"
# The assemblies of lib, which hold no native code, for the list of the program too.
sed -i 's/"runtimeTargets"/"ignored"/' "$work/jit/out/App.deps.json"
publish precompiled
publish readytorun -r "$rid" --no-self-contained -p:PublishReadyToRun=true
publish native -r "$rid" -p:PublishAot=true

names=(jit precompiled readytorun native)
for ((run = 0; run <= runs; run++)); do
  for name in "${names[@]}"; do
    line=$("$work/$name/out/App" "$model" "$image")
    # The first start reads files that later ones find in memory.
    [ "$run" -eq 0 ] || echo "$line" >> "$work/$name.times"
  done
done
echo "| program | loaded, ms | first answer, ms | second answer, ms | fastest answer, ms |"
echo "|---|---|---|---|---|"
for name in "${names[@]}"; do
  echo "| $name | $(median "$work/$name.times" 1) | $(median "$work/$name.times" 2) | $(median "$work/$name.times" 3) | $(median "$work/$name.times" 4) |"
done
