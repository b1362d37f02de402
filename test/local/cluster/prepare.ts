import { buildComponents } from '../../../local/build';
import { preparePython } from '../../../local/cloud';
import { ADMISSION_COMPONENT, COMPONENTS } from '../../../local/components';
import { unpackKubectl } from '../../../local/kubectl-tools';
import { prepareSpark } from '../../../local/spark/installation';
import { requireTools } from '../../../local/tools';

/** Builds and installs what the files of the suite share, before two of them run side by side. */
export default function prepare(): void {
  requireTools();
  buildComponents({ components: [...COMPONENTS, ADMISSION_COMPONENT], log: console.log });
  preparePython(console.log);
  unpackKubectl();
  prepareSpark(console.log);
}
