import { buildComponents, requireTools } from '../../../local/build/build';
import { ADMISSION_COMPONENT, COMPONENTS } from '../../../local/build/components';
import { unpackKubectl } from '../../../local/build/kubectl-tools';
import { preparePython } from '../../../local/cloud/cloud';
import { prepareSpark } from '../../../local/spark/installation';

/** Builds and installs what the files of the suite share, before two of them run side by side. */
export default function prepare(): void {
  requireTools();
  buildComponents({ components: [...COMPONENTS, ADMISSION_COMPONENT], log: console.log });
  preparePython(console.log);
  unpackKubectl();
  prepareSpark(console.log);
}
