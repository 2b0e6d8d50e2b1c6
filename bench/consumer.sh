# What the scripts in this folder share: projects of a user outside the checkout, built with the packages of this repository. To be sourced.

repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
options=(-p:UseSharedCompilation=false -nodeReuse:false -tl:off)

fail() { echo "$(basename "$0" .sh): $*" >&2; exit 2; }

quietly() { # COMMAND...
  "$@" > "$work/log" 2>&1 || { tail -n 30 "$work/log" >&2; fail "'$1 $2' failed"; }
}

# read_options "NAME..." ARGUMENT...: sets the variable NAME for each option --NAME VALUE, and the array $rest to what follows the options.
read_options() {
  local names=" $1 "
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      -h|--help) usage; exit 0 ;;
      -*)
        [[ $1 == --* && $names == *" ${1#--} "* ]] || { usage >&2; exit 2; }
        [ $# -gt 1 ] || fail "$1 requires a value"
        printf -v "${1#--}" %s "$2"
        shift 2
        ;;
      *) break ;;
    esac
  done
  rest=("$@")
}

# Creates the folder $work, which is removed at the end.
create_work_folder() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  work=$(cd "$work" && pwd -P)
}

# pack PROJECT...: makes $feed the full path of a folder with the packages; packs the projects below src/ unless it is set already.
pack() {
  if [ -z "$feed" ]; then
    feed=$work/feed
    echo "Packing ..." >&2
    local name
    for name in "$@"; do quietly dotnet pack "$repository/src/FlowerModel.$name" -c Release -o "$feed" "${options[@]}"; done
  fi
  feed=$(cd "$feed" && pwd -P)
}

# Builds the trainer of the tests, which only pretends to train, into $work/trainer.
build_fake_trainer() { quietly dotnet build "$repository/tests/FlowerModel.FakeTrainer" -o "$work/trainer" "${options[@]}"; }

# isolate FOLDER: projects below inherit nothing from folders above except package sources, and have a packages folder of their own.
isolate() {
  local name
  for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$1/$name"; done
  echo "<configuration><packageSources><add key=\"flowermodel\" value=\"$feed\" /></packageSources></configuration>" > "$1/nuget.config"
  export NUGET_PACKAGES=$1/packages
}

# project FOLDER SDK ITEMS [PROPERTIES]: writes a program.
project() {
  mkdir -p "$1"
  echo 'System.Console.WriteLine();' > "$1/Program.cs"
  cat > "$1/App.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  $2
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <FlowerModelCacheDirectory>$work/cache</FlowerModelCacheDirectory>
    ${4:-}
  </PropertyGroup>
  <ItemGroup>$3</ItemGroup>
</Project>
XML
}

# model FOLDER METADATA [PROPERTIES]: writes a program with a model of the images in photos/.
model() {
  project "$1" '<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />' "<FlowerModel Include=\"Flowers\" Dataset=\"photos\" $2 />" "${3:-}"
}

# median FILE COLUMN
median() {
  awk -v column="$2" '{ print $column }' "$1" | sort -n | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'
}
