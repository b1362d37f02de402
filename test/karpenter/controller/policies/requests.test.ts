import { Template } from 'aws-cdk-lib/assertions';
import { DEPLOYMENT, policiesOf, resolveIntrinsics } from '../../../support/iam';
import type { Statement } from '../../../support/iam';
import { isAllowed, isMutation, mischiefOf, narrowed, replaced, requestsOf, sourcesOf, survivors, widened } from '../../../support/iam-requests';
import type { Place } from '../../../support/iam-requests';
import { karpenter } from '../../support';

const { stack, construct } = karpenter();
const template = Template.fromStack(stack);
const resolved = (value: any) => resolveIntrinsics(stack.resolve(value), template.toJSON().Resources);
const place: Place = {
  ...DEPLOYMENT, clusterName: 'emr-eks-karpenter', nodeRoleArn: resolved(construct.nodeRole.roleArn), queueArn: resolved(
    construct.interruptionQueue.queueArn,
  ),
};
const statements: Statement[] = policiesOf(template, stack.getLogicalId(construct.controllerRole.node.defaultChild as any));
const other: Place = { ...place, clusterName: 'other', nodeRoleArn: `${place.nodeRoleArn}-of-other`, queueArn: `${place.queueArn}-of-other` };

const requests = requestsOf(place);
const mischief = mischiefOf(place);

describe('the role of the controller', () => {
  test.each(requests)('may do what Karpenter asks for: $name', (request) => {
    expect(isAllowed(statements, request)).toBe(true);
  });

  test.each(mischief)('is denied $name', (request) => {
    expect(isAllowed(statements, request)).toBe(false);
  });

  test('is denied every mutation for another cluster', () => {
    const mutations = requestsOf(other).filter(isMutation);

    expect(mutations.map(({ name }) => name)).toEqual(expect.arrayContaining([
      'CreateFleet, on demand', 'TerminateInstances', 'DeleteInstanceProfile', 'DeleteMessage',
    ]));
    expect(mutations.filter((request) => isAllowed(statements, request))).toEqual([]);
  });

  test('is denied a mutation of which one part is another cluster’s', () => {
    const foreign = new Map(requestsOf(other).map(({ name, parts }) => [name, parts]));
    const mixed = requests.filter(isMutation).flatMap(({ name, parts }) => foreign.get(name)!
      .map((part, index) => ({ name, parts: replaced(parts, index, part) })))
      .filter(({ name, parts }) => JSON.stringify(parts) !== JSON.stringify(requests.find((request) => request.name === name)!.parts));

    expect(mixed.length).toBeGreaterThan(50);
    expect(mixed.filter((request) => isAllowed(statements, request))).toEqual([]);
  });
});

describe('the table of requests', () => {
  test('needs every statement, every action and every resource of the policy', () => {
    const mutants = narrowed(statements);

    expect(mutants.filter(({ what }) => !what.includes(' '))).toHaveLength(18);
    expect(survivors(mutants, (policy) => requests.some((request) => !isAllowed(policy, request)))).toEqual([]);
  });

  test('tells the policy from one without any of its conditions, with more actions, or on more resources', () => {
    expect(survivors(widened(statements), (policy) => mischief.some((request) => isAllowed(policy, request)))).toEqual([]);
  });

  test('names where upstream makes each request', () => {
    const { links, used } = sourcesOf();

    expect(used).not.toContain(undefined);
    expect(links.filter((link) => !used.includes(link))).toEqual([]);
    expect(
      links.filter((link) =>
        !/^https:\/\/(github\.com\/aws\/karpenter-provider-aws\/blob\/v1\.14\.1\/pkg|karpenter\.sh\/docs|docs\.aws\.amazon\.com)\//.test(
          link,
        )),
    ).toEqual([]);
  });
});
