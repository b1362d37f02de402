import * as path from 'path';
import type { SourceChange } from './changed-module';

/** A program of the control plane, built from a Go module whose checksums are committed. */
export interface Component {
  /** Name of the binary. */
  readonly name: string;
  /** Folder of the module under `local/components`. */
  readonly module: string;
  /** Go package with the `main` function. */
  readonly package: string;
  /** @default - built as released */
  readonly change?: SourceChange;
}

export const KUBERNETES_VERSION = '1.35.4';
export const YUNIKORN_VERSION = '1.8.0';
export const KARPENTER_VERSION = '1.14.1';

/** Folder of the Go modules. */
export const MODULES = path.join(__dirname, '..', 'components');

const kubernetes = (name: string): Component => ({ name, module: 'kube', package: `k8s.io/kubernetes/cmd/${name}` });

/** Variable with the address on which YuniKorn's REST interface listens. */
export const YUNIKORN_ADDRESS = 'YUNIKORN_REST_ADDRESS';

/** As released, it listens on port 9080 of every address of the machine. */
const YUNIKORN_LISTENS: SourceChange = {
  module: 'github.com/apache/yunikorn-core',
  file: 'pkg/webservice/webservice.go',
  replacements: [['import (\n', 'import (\n\t"os"\n'], ['":9080"', `os.Getenv("${YUNIKORN_ADDRESS}")`]],
};

/** Seconds from a launch to the node that it makes. */
const BOOT_SECONDS = 10;

/** As released, its emulated EC2 takes 30 seconds; that is most of what a run waits for. */
const KARPENTER_BOOTS: SourceChange = {
  module: 'github.com/aws/karpenter-provider-aws',
  file: 'kwok/ec2/ec2.go',
  replacements: [['c.clock.After(30 * time.Second)', `c.clock.After(${BOOT_SECONDS} * time.Second)`]],
};

/** In the order of building: programs of one module share most of their compilation. */
export const COMPONENTS: readonly Component[] = [
  { name: 'etcd', module: 'etcd', package: '.' },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  { name: 'kwok', module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  {
    name: 'yunikorn',
    module: 'yunikorn',
    package: 'github.com/apache/yunikorn-k8shim/pkg/cmd/shim',
    change: YUNIKORN_LISTENS,
  },
  {
    name: 'karpenter',
    module: 'karpenter',
    package: 'github.com/aws/karpenter-provider-aws/kwok',
    change: KARPENTER_BOOTS,
  },
];

/** Port on which the API server looks for a webhook's service that has no pods. */
export const WEBHOOK_PORT = 443;

/** Not of every run: it listens on a port that needs a right, so those build it who ask for it. */
export const ADMISSION_COMPONENT: Component = {
  name: 'yunikorn-admission',
  module: 'yunikorn',
  package: 'github.com/apache/yunikorn-k8shim/pkg/cmd/admissioncontroller',
  // As released, it listens on port 9089 of every address of the machine.
  change: {
    module: 'github.com/apache/yunikorn-k8shim',
    file: 'pkg/cmd/admissioncontroller/main.go',
    replacements: [
      ['HTTPPort        = 9089', `HTTPPort        = ${WEBHOOK_PORT}`],
      ['fmt.Sprintf(":%v", wh.port)', 'fmt.Sprintf("127.0.0.1:%v", wh.port)'],
    ],
  },
};

const version = 'k8s.io/component-base/version';
const [major, minor] = KUBERNETES_VERSION.split('.');

/** Without the version, kube-apiserver calls itself v0.0.0 and charts with a `kubeVersion` refuse it. */
export const LDFLAGS = [
  '-s', '-w',
  `-X ${version}.gitVersion=v${KUBERNETES_VERSION}`, `-X ${version}.gitMajor=${major}`,
  `-X ${version}.gitMinor=${minor}`,
].join(' ');
