#!/usr/bin/env bash
# Lints the templates of every story with a pinned cfn-lint in a virtual environment of its own. Ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/../.."

here=test/cfn-lint
command -v python3 > /dev/null || { echo 'python3 is missing: install Python 3.11 or newer'; echo '0 passed, 1 failed'; exit 1; }

# The environment is rebuilt when the pinned requirements change.
pinned=$(python3 -c "import hashlib; print(hashlib.sha256(open('$here/requirements.txt', 'rb').read()).hexdigest())")
if [ "$(cat $here/.venv/pinned 2> /dev/null)" != "$pinned" ]; then
  rm -rf $here/.venv
  python3 -m venv $here/.venv
  $here/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $here/requirements.txt
  echo "$pinned" > $here/.venv/pinned
fi

rm -rf $here/.work
CDK_VALIDATION=false npx tsx $here/synth.ts $here/.work

passed=0
failed=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); }
lint() { $here/.venv/bin/cfn-lint --config-file $here/cfnlintrc.yaml --template "$1"; }

for template in $here/.work/*/*.template.json; do
  if lint "$template"; then pass; else fail; fi
done
# A misspelt property must be found, or nothing above means anything.
if lint $here/planted.template.json > /dev/null; then echo 'the planted fault was not found'; fail; else pass; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
