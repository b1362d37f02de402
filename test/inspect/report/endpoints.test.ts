import { PASSED, PLATFORM } from './fixtures/report-platform';
import type { CloudFormationResource } from '../../../inspect/assembly/model';
import { renderReport } from '../../../inspect/report';
import { factsOf } from '../../../inspect/report/facts';

const [stack] = PLATFORM.stacks;
const { ExecutionRoleArn, ReleaseLabel, ConfigurationOverrides } = stack.template.Resources!.TeamAJob.Properties!.JobTemplateData;

/** An endpoint of team A with the settings of its job, whose pod templates have no job any more. */
function platformWith(type: string) {
  const { TeamAJob, ...resources } = stack.template.Resources!;
  const Endpoint: CloudFormationResource = {
    Type: 'AWS::EMRContainers::Endpoint',
    Properties: {
      Name: 'emr-data-team-a-notebooks-0123abcd',
      Type: type,
      VirtualClusterId: { Ref: 'TeamAVirtualCluster' },
      ExecutionRoleArn,
      ReleaseLabel,
      ConfigurationOverrides,
    },
  };
  return { ...PLATFORM, stacks: [{ ...stack, template: { Resources: { ...resources, Endpoint } } }] };
}

const platform = platformWith('JUPYTER_ENTERPRISE_GATEWAY');
const facts = factsOf(platform);

test('an endpoint is listed with what connects to it and what it costs', () => {
  expect(facts.workloads.find(({ kind }) => kind === 'endpoint')).toMatchObject({
    name: 'emr-data-team-a-notebooks-0123abcd', title: 'notebooks', namespace: 'emr-data-team-a', release: 'emr-7.12.0-latest',
    entryPoint: 'notebooks of EMR Studio; its gateway and load balancer cost while it exists',
  });
  expect(factsOf(platformWith('SPARK_CONNECT')).workloads.find(({ kind }) => kind === 'endpoint')!.entryPoint).toMatch(
    /^Spark Connect clients;/,
  );
});

test('its gateway runs where pods without selector and tolerations may, its driver and executors where the profile says', () => {
  const [endpoint] = facts.workloads.filter(({ kind }) => kind === 'endpoint');
  expect(endpoint.pods.map(({ role, requests, places }) => [role, requests.length > 0, places])).toEqual([
    ['gateway', false, []],
    ['driver', true, ['spark-compute-optimized']],
    ['executor', true, ['spark-memory-optimized']],
  ]);
});

test('its pod templates are no profile of somebody else', () => {
  expect(facts.workloads.filter(({ kind }) => kind === 'profile')).toEqual([]);
});

test('commands show its state and its pods, for teams that have one', () => {
  expect(facts.commands.filter(({ title }) => title.startsWith('Look at endpoints')).map(({ title, lines }) => [
    title, lines.split('\n').length,
  ])).toEqual([
    ['Look at endpoints of emr-data-team-a', 2],
  ]);
  expect(factsOf(PLATFORM).commands.filter(({ title }) => title.startsWith('Look at endpoints'))).toEqual([]);
});

test('the page draws it', () => {
  const page = renderReport(platform, PASSED, 1);
  expect(page).toContain('1 endpoint');
  expect(page).toContain('emr-data-team-a-notebooks-0123abcd');
  expect(renderReport(PLATFORM, PASSED, 1)).not.toContain('1 endpoint');
});

test('the page draws the way of a gateway to core nodes where these admit it, and says what EMR starts', () => {
  const ofEndpoint = Object.entries(platform.stacks[0].template.Resources!)
    .filter(([, { Type }]) => Type !== 'AWS::EMRContainers::JobTemplate');
  const untainted = ofEndpoint.map(([id, resource]) => {
    const { Taints, ...properties } = resource.Properties ?? {};
    return [id, { ...resource, Properties: properties }] as [string, CloudFormationResource];
  });
  const pageOf = (resources: Array<[string, CloudFormationResource]>) => renderReport({
    ...platform, stacks: [{ ...platform.stacks[0], template: { Resources: Object.fromEntries(resources) } }],
  }, PASSED, 1);
  const arrows = (page: string) => [...page.matchAll(/marker-end="url\(#(wide|narrow)-submitter\)"/g)].map(([, variant]) => variant).sort();
  const [open, closed] = [pageOf(untainted), pageOf(ofEndpoint)];
  expect([arrows(open), arrows(closed)]).toEqual([['narrow', 'wide'], []]);
  expect([open, closed].map((page) => page.includes('A gateway may run on core nodes.'))).toEqual([true, false]);
  expect([open, closed].map((page) => page.includes('starts gateway, driver and executors'))).toEqual([true, true]);
});
