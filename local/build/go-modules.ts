import { spawnSync } from 'child_process';
import * as path from 'path';
import { MODULES } from './components';
import { Problem } from '../../inspect/assembly/command-line';

/** Folder of a module's source in the Go module cache, at the version that `local/components/<folder>/go.mod` pins. */
export function moduleFolder(folder: string, module: string): string {
  const { stdout, stderr, status } = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: path.join(MODULES, folder), encoding: 'utf8',
  });
  const found = stdout?.trim();
  if (status !== 0 || !found) {
    throw new Problem(`the source of ${module} is not in the Go module cache: ${(stderr ?? '').trim()
      || 'run the build again'}`);
  }
  return found;
}

/** Charts `karpenter` and `karpenter-crd` as they are in the source of the release. */
export function karpenterChart(name: string): string {
  return path.join(moduleFolder('karpenter', 'github.com/aws/karpenter-provider-aws'), 'charts', name);
}

/** Stages that make kwok a kubelet: nodes become ready and stay so, pods run, complete and go. */
export function kwokStages(): string[] {
  const stages = path.join(moduleFolder('kwok', 'sigs.k8s.io/kwok'), 'kustomize', 'stage');
  return [
    'node/fast/node-initialize', 'node/heartbeat-with-lease/node-heartbeat-with-lease',
    'pod/fast/pod-ready', 'pod/fast/pod-complete', 'pod/fast/pod-delete',
    'volume/fast/pvc-provision', 'volume/fast/pv-bind', 'volume/fast/pvc-delete', 'volume/fast/pv-delete',
  ].map((stage) => path.join(stages, `${stage}.yaml`));
}
