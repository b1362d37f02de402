import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A flag that adds one log group per function, which outlives the stack. Ours are one, and go with the stack. */
const LOG_GROUP_PER_FUNCTION = '@aws-cdk/aws-lambda:useCdkManagedLogGroup';

/** The number of resources must not depend on the app's feature flags. Before any child is made. */
export function withoutLogGroupPerFunction(scope: Construct): void {
  scope.node.setContext(LOG_GROUP_PER_FUNCTION, false);
}

/** One log group for CDK's functions below the scope, which Lambda would otherwise make without retention. */
export function logKubectl(scope: Construct, retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS): logs.ILogGroup {
  const group = new logs.LogGroup(scope, 'KubectlLogGroup', { retention, removalPolicy: RemovalPolicy.DESTROY });
  scope.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::Lambda::Function')
    .forEach((child) => (child as CfnResource).addPropertyOverride('LoggingConfig.LogGroup', group.logGroupName));
  return group;
}
