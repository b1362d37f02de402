import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';

/** Agent that hands out roles to pods. @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
export function podIdentityPrincipal(): iam.IPrincipal {
  return new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com'));
}

export interface PodIdentityRoleProps {
  readonly description: string;
  /** Permissions of the controller, the one inline policy of the role. */
  readonly policy: iam.PolicyDocument;
}

/** Role that the pods of a controller take through EKS Pod Identity. */
export class PodIdentityRole extends iam.Role {
  constructor(scope: Construct, id: string, { description, policy }: PodIdentityRoleProps) {
    super(scope, id, { description, assumedBy: podIdentityPrincipal(), inlinePolicies: { Controller: policy } });
  }
}

export interface PodIdentityProps {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly role: iam.IRole;
  /** Core nodes: the name of the cluster is a literal, so only this says that the cluster comes first. */
  readonly after: IDependable;
}

/** Association of a role with a service account: pods that start before it have no credentials. */
export class PodIdentity extends eks.CfnPodIdentityAssociation {
  constructor(scope: Construct, id: string, { role, after, ...association }: PodIdentityProps) {
    super(scope, id, { ...association, roleArn: role.roleArn });
    this.node.addDependency(after);
  }
}
