#!/usr/bin/env bash
# Takes the permissions of CloudFormation's resource handlers from cfn-lint (PyPI) again:
# bash test/schemas/cloudformation/refresh.sh [version] [AWS::Further::Type ...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
version=${1:-1.58.0}
[ $# -gt 0 ] && shift
python3 -m pip download --quiet --no-deps --dest "$scratch" "cfn-lint==$version"
python3 - "$scratch"/cfn_lint-*.whl "$here/handlers.json" "$@" <<'PY'
import json, os, sys, zipfile

wheel, target, *further = sys.argv[1:]
schemas = 'cfnlint/data/schemas/'
known = json.load(open(target)) if os.path.exists(target) else {}
archive = zipfile.ZipFile(wheel)
files = json.loads(archive.read(schemas + 'providers/us-east-1.json'))
excerpt = {}
for name in sorted({*known, *further}):
    schema = json.loads(archive.read(f'{schemas}resources/{files[name]}.json'))
    handlers = {kind: handler['permissions'] for kind, handler in schema.get('handlers', {}).items() if kind != 'list' and handler.get('permissions')}
    tagging = schema.get('tagging', {}).get('permissions')
    excerpt[name] = {**handlers, **({'tagging': tagging} if tagging else {})}
with open(target, 'w') as file:
    json.dump(excerpt, file, indent=1)
    file.write('\n')
PY
echo "wrote $here/handlers.json"
