#!/usr/bin/env bash
# Sends images to sample/FlowerApi, with hostile ones in between, and measures requests per second, latency and memory.
set -euo pipefail
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
cd "$repository"
requests=${1:-100000}
[[ $requests =~ ^[1-9][0-9]*$ ]] || { echo "usage: bench/api-load.sh [REQUESTS] [OPTION...]" >&2; exit 2; }
dotnet build -c Release -v:q -tl:off sample/FlowerApi
dotnet build -c Release -v:q -tl:off bench/FlowerModel.ApiLoad
exec dotnet bench/FlowerModel.ApiLoad/bin/Release/net10.0/FlowerModel.ApiLoad.dll \
  --program "$PWD/sample/FlowerApi/bin/Release/net10.0/FlowerApi.dll" --images sample/FlowerApp/unseen --requests "$requests" "${@:2}"
