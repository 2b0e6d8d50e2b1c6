#!/usr/bin/env bash
# Measures what a first build of a user's project downloads and stores. See README.md beside this file.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/first-build-size.sh [--feed FOLDER] [--restore-only]

Packs the packages of this repository, restores and builds a project that uses FlowerModel.Sdk with the images of sample/FlowerApp, starting
with an empty packages folder and an empty cache, and prints every package that NuGet downloaded.

  --feed           a folder of packages made by `dotnet pack -c Release -o FOLDER`; default: the repository is packed
  --restore-only   does not train; prints the packages only
TEXT
}

fail() { echo "first-build-size: $*" >&2; exit 2; }

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
  quietly dotnet pack "$repository" -c Release -o "$feed" -p:UseSharedCompilation=false -nodeReuse:false -tl:off
fi
feed=$(cd "$feed" && pwd -P)

# --- The user's project, which inherits nothing from folders above it except package sources. ----------------------------------------------

app=$work/App
mkdir "$app"
for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$app/$name"; done
cp -R "$repository/sample/FlowerApp/flowers" "$app/photos"
echo "<configuration><packageSources><add key=\"flowermodel\" value=\"$feed\" /></packageSources></configuration>" > "$app/nuget.config"
echo 'using var flowers = Flowers.Load();' > "$app/Program.cs"
cat > "$app/App.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <Sdk Name="FlowerModel.Sdk" Version="1.0.0" />
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <FlowerModel Include="Flowers" Dataset="photos" Alpha="0.35" ImageSize="128" Head="linear" BatchSize="16" FineTuneEpochs="10" />
  </ItemGroup>
</Project>
XML

export NUGET_PACKAGES=$work/packages
command=build
[ -z "$restore_only" ] || command=restore
echo "dotnet $command ..." >&2
started=$SECONDS
(cd "$app" && quietly dotnet "$command" -p:FlowerModelCacheDirectory="$work/cache" -p:UseSharedCompilation=false -nodeReuse:false -tl:off)
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
