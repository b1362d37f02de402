import { FURTHER, LEFT_OUT } from './knowledge';
import { HANDLERS, type PolicyStatement, type Row } from './permissions';

const code = (text: string) => `\`${text}\``;

/** JSON in which lists fill their lines. */
function policyJson(statements: PolicyStatement[]): string {
  const list = (values: string[], indent: string) => `[\n${wrap(values.map((value) => JSON.stringify(value)), `${indent}  `)}\n${indent}]`;
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2)
    .replace(/^( *)("[^"]+": )(\[[^[\]{}]*\])/gm, (_, indent: string, key: string, value: string) => `${indent}${key}${list(JSON.parse(value), indent)}`);
}

function wrap(words: string[], indent: string): string {
  const lines = words.reduce<string[]>((done, word) => {
    const last = done.at(-1);
    return last !== undefined && `${last}, ${word},`.length <= 140 ? [...done.slice(0, -1), `${last}, ${word}`] : [...done, `${indent}${word}`];
  }, []);
  return lines.join(',\n');
}

const HEAD = `<!-- Generated: npx tsx test/docs/deploy-permissions.ts -->
# What the deploying role may do

By default \`cdk bootstrap\` gives \`AdministratorAccess\` to CloudFormation, and nothing is to be done. This page is for accounts in which that is
not allowed. It is generated from the templates of the stories in \`integ/\` and of the options that add a type of resource; a test fails
when it lags behind.

| who | needs | has it from |
|---|---|---|
| you, or your pipeline | \`sts:AssumeRole\` on \`cdk-<Qualifier>-*\` | your administrator |
| the deploy role and the asset publishing roles of the bootstrap stack | change sets, the bucket of assets | \`cdk bootstrap\`: nothing to add |
| CloudFormation, as the bootstrap stack's \`cfn-exec-role\` | **the two policies below** | \`cdk bootstrap --cloudformation-execution-policies\` |
| CDK's function that applies objects and charts | the Kubernetes API | an access entry of this library's stack |

The roles are described in the [CDK guide](https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html); their policies are in
[bootstrap-template.yaml](https://github.com/aws/aws-cdk-cli/blob/main/packages/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml).`;

const USE = `## Use

| placeholder | is |
|---|---|
| \`<Partition>\` | \`aws\`, \`aws-cn\` or \`aws-us-gov\` |
| \`<Region>\`, \`<Account>\` | where the stack goes |
| \`<Qualifier>\` | of the bootstrap stack, \`hnb659fds\` unless you chose another |
| \`<ClusterName>\` | \`clusterName\` of the platform |
| \`<StackPrefix>\` | the beginning of the stack's name; CloudFormation shortens long ones in the names that it makes |
| \`<TeamPrefix>\` | what the namespaces of all teams begin with, which the names of job execution roles repeat; of a \`roleName\` of your own, its beginning |
| \`<DataBucket>\` | the bucket that an FSx file system is linked to; leave the statement out without one |

\`\`\`sh
awk '/^\`\`\`json/ { n++; on = 1; next } /^\`\`\`/ { on = 0 } on { print > ("deploy-" n ".json") }' docs/deploy-permissions.md
sed -i -e 's/<Partition>/aws/g' -e 's/<Region>/eu-west-1/g' -e 's/<Account>/111122223333/g' -e 's/<Qualifier>/hnb659fds/g' \\
  -e 's/<ClusterName>/emr-eks-karpenter/g' -e 's/<StackPrefix>/EmrEksKarpenter/g' -e 's/<TeamPrefix>/emr-data-team-/g' \\
  -e 's/<DataBucket>/team-data/g' deploy-?.json
for n in 1 2; do aws iam create-policy --policy-name "EmrEksKarpenterDeploy$n" --policy-document "file://deploy-$n.json"; done
cdk bootstrap --cloudformation-execution-policies \\
  arn:aws:iam::111122223333:policy/EmrEksKarpenterDeploy1,arn:aws:iam::111122223333:policy/EmrEksKarpenterDeploy2
\`\`\`

Every stack that uses the same bootstrap stack is deployed with these policies. Give the platform a bootstrap stack of its own
(\`--qualifier\`, \`--toolkit-stack-name\`) where others are deployed to the account too.

Whoever may write inline policies of roles may give them anything: narrow names do not change that, a permissions boundary does
(\`cdk bootstrap --custom-permissions-boundary\`, and \`iam.PermissionsBoundary.of(app)\` for the roles of the stack).`;

const NOTES = `## Not in the policies

- What you put beside the platform, such as the bucket for data of the story in \`integ/\`.
- A key of yours for secrets (\`protection.secretsEncryptionKey\`), volumes or logs: its own key policy must let CloudFormation's role \`kms:DescribeKey\` and
  \`kms:CreateGrant\`. Assets in a bucket with a key of the bootstrap stack (\`--bootstrap-customer-key\`): \`kms:Decrypt\` on that key.
- Subnets that another account shares need nothing more; \`Network\` may then be cut down to what the rows of node groups, launch templates,
  functions and security groups name.
- Charts and images of mirrors: nodes and CDK's function pull them, not CloudFormation.
- Further roles: a path, a \`roleName\` or an instance profile of your own must match \`Roles\`, \`PassRoles\` and \`InstanceProfiles\`.
- \`cdk import\`, drift detection and look-ups ask for \`List\` and \`Describe\` actions beyond these.

Taken from published schemas: nobody has deployed with exactly these policies yet. When an action is missing, CloudFormation names it in the event
of the resource that failed; please report it.`;

function table(rows: Row[]): string {
  const line = ({ type, apps, actions }: Row) => `| ${code(type)} | ${apps.join(', ')} | ${actions.map(code).join(' ') || 'none'} |`;
  return ['| type | in | actions |', '|---|---|---|', ...rows.map(line)].join('\n');
}

/** Entries that the rows make use of. */
function further(rows: Row[]): string {
  return FURTHER.filter(({ types }) => rows.some(({ type }) => types.test(type)))
    .map(({ actions, reason, source }) => `- ${actions.map(code).join(' ')}: ${reason} [Source](${source})`).join('\n');
}

function leftOut(rows: Row[]): string {
  const all = [...new Set(rows.flatMap(({ type }) => Object.values(HANDLERS[type] ?? {}).flat()))].sort();
  return LEFT_OUT.map(({ actions, reason }) => `- ${all.filter((action) => actions.test(action)).map(code).join(' ')}: ${reason}`).join('\n');
}

/** The text of `docs/deploy-permissions.md`. */
export function page(rows: Row[], policies: { readonly [name: string]: PolicyStatement[] }): string {
  const documents = Object.entries(policies).map(([name, statements]) => `### ${name}\n\n${'```'}json\n${policyJson(statements)}\n${'```'}`);
  return [
    HEAD, USE,
    '## Policies\n\nTwo, since IAM takes [6,144 characters](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html) each.', ...documents,
    NOTES,
    `## Actions by type of resource\n\nWhat the handlers of each type declare in its [schema](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html), \`List\` handlers excepted.\n\n${table(rows)}`,
    `### Added\n\n${further(rows)}`,
    `### Left out\n\n${leftOut(rows)}`,
  ].join('\n\n') + '\n';
}
