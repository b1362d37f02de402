import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AccessPolicies, userName } from '../../../local/control-plane/access-policies';
import type { KubeClient } from '../../../local/control-plane/kube-client';

const ROLE = 'arn:aws:iam::111122223333:role/people/Analyst';
const ADA = 'arn:aws:sts::111122223333:assumed-role/Analyst/ada';
const VIEW = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';
const RULES: Record<string, object[]> = {
  'view': [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }],
  'cluster-admin': [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }],
};

const folder = mkdtempSync(join(tmpdir(), 'access-'));
let policies: AccessPolicies;

beforeEach(async () => {
  policies = await AccessPolicies.start();
  policies.readRolesFrom({ read: async (path: string) => ({ rules: RULES[path.split('/').pop()!] }) } as unknown as KubeClient);
});

afterEach(() => policies.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks as kube-apiserver does. */
async function isAllowed(spec: object): Promise<boolean> {
  const { clusters: [{ cluster: { server } }] } = JSON.parse(readFileSync(policies.writeConfig(folder), 'utf8'));
  const body = JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec });
  const answer = await (await fetch(server, { method: 'POST', body })).json() as any;
  return answer.status.allowed;
}

const question = (attributes: object, user = ADA) => ({
  user, resourceAttributes: { namespace: 'team-a', resource: 'pods', verb: 'list', ...attributes },
});
const inNamespaces = (...Namespaces: string[]) => ({ PolicyArn: VIEW, AccessScope: { Type: 'namespace', Namespaces } });

// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
test.each([
  [ROLE, ADA],
  ['arn:aws-cn:iam::111122223333:role/Analyst', 'arn:aws-cn:sts::111122223333:assumed-role/Analyst/ada'],
  ['arn:aws:iam::111122223333:user/ada', 'arn:aws:iam::111122223333:user/ada'],
])('%s is known as %s', (principal, name) => expect(userName(principal, 'ada')).toBe(name));

describe('AccessPolicies', () => {
  test.each([
    ['the verb of the policy', question({}), true],
    ['a subresource that it names', question({ resource: 'pods', subresource: 'log', verb: 'get' }), true],
    ['another subresource', question({ subresource: 'exec', verb: 'get' }), false],
    ['another verb', question({ verb: 'delete' }), false],
    ['another resource', question({ resource: 'secrets' }), false],
    ['another API group', question({ group: 'metrics.k8s.io' }), false],
    ['another namespace', question({ namespace: 'team-b' }), false],
    ['no namespace', question({ namespace: undefined }), false],
    ['somebody else', question({}, 'arn:aws:sts::111122223333:assumed-role/Analyst2/ada'), false],
    ['a path of the server', { user: ADA, nonResourceAttributes: { path: '/metrics', verb: 'get' } }, false],
  ])('a policy of one namespace and %s', async (_case, spec, expected) => {
    policies.associate(ROLE, [inNamespaces('team-a')]);
    expect(await isAllowed(spec)).toBe(expected);
  });

  test('namespaces may have a wildcard', async () => {
    policies.associate(ROLE, [inNamespaces('team-*')]);
    expect([await isAllowed(question({})), await isAllowed(question({ namespace: 'teams' }))]).toEqual([true, false]);
  });

  test('a policy of the cluster reaches everything, paths too', async () => {
    policies.associate(ROLE, [{ PolicyArn: VIEW.replace('View', 'ClusterAdmin'), AccessScope: { Type: 'cluster' } }]);
    expect(await isAllowed(question({ namespace: undefined, resource: 'nodes', verb: 'delete' }))).toBe(true);
    expect(await isAllowed({ user: ADA, nonResourceAttributes: { path: '/metrics', verb: 'get' } })).toBe(true);
  });

  test('a policy that is not known here, and an entry that is gone, give nothing', async () => {
    policies.associate(ROLE, [{ PolicyArn: VIEW.replace('View', 'Hybrid'), AccessScope: { Type: 'cluster' } }]);
    expect(await isAllowed(question({}))).toBe(false);
    policies.associate(ROLE, [inNamespaces('team-a')]);
    policies.forget(ROLE);
    expect(await isAllowed(question({}))).toBe(false);
  });
});
