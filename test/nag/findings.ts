import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** cdk-nag looks at managed policies and wildcards one by one; what it prints of them is long and holds logical ids. */
function short(rule: string): string {
  return rule
    .replace(/^AwsSolutions-/, '')
    .replace(/^(IAM4)\[Policy::.*:iam::aws:policy\/(?:service-role\/)?(\w+).*\]$/s, '$1[$2]')
    .replace(/^(IAM5)\[Resource::(.*)\]$/, '$1[$2]')
    .replace(/<\w*?([A-Z][a-z]+)[0-9A-F]{8}\.Arn>/, '<$1.Arn>')
    .replace(/arn:(<AWS::Partition>|aws):/, 'arn:')
    .replace(/<AWS::Region>|eu-west-1/, '<region>')
    .replace(/<AWS::AccountId>|111122223333/, '<account>');
}

/**
 * What cdk-nag's AwsSolutions pack finds under a construct: `path rule`.
 *
 * The pack is asked directly: as a plugin of `app.synth()` it needs the construct tree, which aws-cdk-lib 2.257.0 does not hand to plugins.
 */
export function findings(root: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(root);
  const prefix = new RegExp(`^${root.node.path}/`);
  return violations.flatMap(({ ruleName, violatingResources }) => violatingResources
    .map(({ constructPath }) => `${constructPath!.replace(prefix, '')} ${short(ruleName)}`)).sort();
}
