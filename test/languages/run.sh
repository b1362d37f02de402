#!/usr/bin/env bash
# Packages the library for npm, PyPI, Maven and Go, installs each package into a fresh consumer app, synthesises the same
# reference platform in all four languages and compares the raw templates. Ends with "N passed, N failed".
# `run.sh python java` runs these consumers only (TypeScript always: it is what the others are compared with).
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$PWD/test/languages/.work
languages=("${@:-python}")
[ $# -gt 0 ] || languages=(python java go)

passed=0
failed=0
pass() { echo "ok: $1"; passed=$((passed + 1)); }
fail() { echo "FAILED: $1"; failed=$((failed + 1)); }
check() { # check <what> <command…>
  local what=$1 started=$SECONDS
  shift
  if "$@" > "$work/last.log" 2>&1; then pass "$what ($((SECONDS - started)) s)"; else fail "$what"; tail -n 40 "$work/last.log"; fi
}

for tool in node npm python3 javac mvn go; do
  command -v "$tool" > /dev/null || { echo "$tool is missing: install Node 20, Python 3.11, JDK 17, Maven 3.8 and Go 1.24 or newer"; echo '0 passed, 1 failed'; exit 1; }
done

rm -rf "$work" dist
mkdir -p "$work"
compare() { # compare <language>
  local name
  for name in EmrEksKarpenter.template.json EmrEksKarpenter.assets.json; do
    if cmp "$work/typescript/cdk.out/$name" "$work/$1/cdk.out/$name"; then
      pass "$1: $name has 0 differing bytes"
    else
      fail "$1: $name differs from TypeScript's"
      diff "$work/typescript/cdk.out/$name" "$work/$1/cdk.out/$name" | head -n 20 || true
    fi
  done
}

[ -f .jsii ] || npx projen compile
check 'package for npm' npx projen package:js
for language in "${languages[@]}"; do check "package for $language" npx projen "package:$language"; done
check 'typescript: synthesised' bash test/languages/consume.sh typescript
for language in "${languages[@]}"; do
  check "$language: synthesised" bash test/languages/consume.sh "$language"
  compare "$language"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
