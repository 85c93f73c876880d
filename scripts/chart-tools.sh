#!/usr/bin/env bash
# Compiles Helm and helm-unittest, in the versions that chart-tools/go.mod pins, into the directory given. They share one
# module, and so what they have in common is compiled once. Needs Go 1.26; does nothing when both are there already.
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: $0 DIRECTORY" >&2
  exit 2
fi
mkdir -p "$1"
target=$(cd "$1" && pwd)
module=$(cd "$(dirname "${BASH_SOURCE[0]}")/chart-tools" && pwd)
readonly target module

wanted=$(cat "$module/go.mod" "$module/go.sum" "${BASH_SOURCE[0]}" | sha256sum)
readonly wanted
if [ "$(cat "$target/made-of" 2> /dev/null)" = "$wanted" ]; then exit 0; fi

PATH=$PATH:/usr/local/go/bin
if ! command -v go > /dev/null; then
  echo "$0: needs Go 1.26 (golang.org/dl), on the PATH or in /usr/local/go" >&2
  exit 1
fi
cd "$module"
export CGO_ENABLED=0

# Without these Helm takes the cluster that it renders for to be Kubernetes 1.20. Client v0.36.3 is of Kubernetes 1.36.
minor=$(go list -m -f '{{.Version}}' k8s.io/client-go | cut -d . -f 2)
readonly minor
flags=(-s -w)
for package in chartutil lint/rules; do
  flags+=(-X "helm.sh/helm/v3/pkg/$package.k8sVersionMajor=1" -X "helm.sh/helm/v3/pkg/$package.k8sVersionMinor=$minor")
done

go build -buildvcs=false -trimpath -ldflags "${flags[*]}" -o "$target/" tool
echo "$wanted" > "$target/made-of"
