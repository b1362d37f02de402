import { binary } from '../build/build';
import { kwokStages } from '../build/go-modules';
import type { Processes } from '../processes/processes';

/** Starts kwok as the kubelet of every node: pods that are bound to one run at once and until they are deleted. */
export function startKubelet(kubeconfig: string, processes: Processes): void {
  processes.start({
    name: 'kwok',
    command: binary('kwok'),
    args: [
      '--kubeconfig', kubeconfig, '--manage-all-nodes=true', '--node-lease-duration-seconds=40',
      ...kwokStages().flatMap((stage) => ['--config', stage]),
    ],
  });
}
