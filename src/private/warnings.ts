import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Begins the id of every warning, by which users acknowledge it: the name of the package. */
const PREFIX = 'cdk-emr-eks-karpenter';

/**
 * Warns of what is legal but doubtful, or not ours to change. `code` is `<room>:<rule>`, and part of the public
 * contract.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html#acknowledgewbrwarningid-message
 */
export function warn(scope: IConstruct, code: string, text: string): void {
  Annotations.of(scope).addWarningV2(`${PREFIX}/${code}`, text);
}
