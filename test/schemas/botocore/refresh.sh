#!/usr/bin/env bash
# Takes the service model of EMR on EKS from botocore (PyPI) again: bash test/schemas/botocore/refresh.sh [version]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --dest "$scratch" "botocore==${1:-1.44.5}"
python3 - "$scratch"/botocore-*.whl "$here/emr-containers-2020-10-01.json" <<'PY'
import gzip, json, sys, zipfile

wheel, target = sys.argv[1:]
model = json.loads(gzip.decompress(zipfile.ZipFile(wheel).read('botocore/data/emr-containers/2020-10-01/service-2.json.gz')))
shapes = {}


def clean(value):
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items() if key != 'documentation'}
    return [clean(item) for item in value] if isinstance(value, list) else value


def reach(name):
    if name in shapes:
        return
    shapes[name] = shape = clean(model['shapes'][name])
    for reference in [*shape.get('members', {}).values(), *(shape[key] for key in ('member', 'key', 'value') if key in shape)]:
        reach(reference['shape'])


operations = {name: {'input': {'shape': model['operations'][name]['input']['shape']}} for name in ('StartJobRun', 'CreateJobTemplate')}
for operation in operations.values():
    reach(operation['input']['shape'])
with open(target, 'w') as file:
    json.dump({'metadata': model['metadata'], 'operations': operations, 'shapes': dict(sorted(shapes.items()))}, file, indent=1)
    file.write('\n')
PY
echo "wrote $here/emr-containers-2020-10-01.json"
