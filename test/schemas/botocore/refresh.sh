#!/usr/bin/env bash
# Takes the service models of EMR on EKS and EMR from botocore (PyPI) again: bash test/schemas/botocore/refresh.sh [version]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --dest "$scratch" "botocore==${1:-1.44.5}"
python3 - "$scratch"/botocore-*.whl "$here" <<'PY'
import gzip, json, sys, zipfile

wheel, here = sys.argv[1:]
WANTED = {
    ('emr-containers', '2020-10-01'): ('StartJobRun', 'CreateJobTemplate', 'CreateManagedEndpoint', 'GetManagedEndpointSessionCredentials'),
    ('emr', '2009-03-31'): ('CreateStudio',),
}


def clean(value):
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items() if key != 'documentation'}
    return [clean(item) for item in value] if isinstance(value, list) else value


def reach(model, shapes, name):
    if name in shapes:
        return
    shapes[name] = shape = clean(model['shapes'][name])
    for reference in [*shape.get('members', {}).values(), *(shape[key] for key in ('member', 'key', 'value') if key in shape)]:
        reach(model, shapes, reference['shape'])


for (service, version), names in WANTED.items():
    model = json.loads(gzip.decompress(zipfile.ZipFile(wheel).read(f'botocore/data/{service}/{version}/service-2.json.gz')))
    operations = {name: {'input': {'shape': model['operations'][name]['input']['shape']}} for name in names}
    shapes = {}
    for operation in operations.values():
        reach(model, shapes, operation['input']['shape'])
    with open(f'{here}/{service}-{version}.json', 'w') as file:
        json.dump({'metadata': model['metadata'], 'operations': operations, 'shapes': dict(sorted(shapes.items()))}, file, indent=1)
        file.write('\n')
PY
echo "wrote $here/*.json"
