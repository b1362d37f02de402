import { App, CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IDependable } from 'constructs';
import { ACCOUNT, REGION, testStack } from './stacks';

/** Zones of the test region, in order. */
export const ZONES = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${REGION}${letter}`);

/** A stack that knows the zones of its region, as after a look-up. */
export function stackIn(zones: number, id = 'Test'): Stack {
  const context = { [`availability-zones:account=${ACCOUNT}:region=${REGION}`]: ZONES.slice(0, zones) };
  return testStack(id, new App({ context }));
}

/** Logical ids of all that a resource waits for, directly or not. */
export function ancestorsOf(template: Template, id: string): Set<string> {
  const { Resources } = template.toJSON();
  const seen = new Set<string>();
  const visit = (current: string): void => {
    const references = [...JSON.stringify(Resources[current]).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map((match) => match[1]);
    const direct: string[] = [...references.filter((other) => other in Resources), ...(Resources[current].DependsOn ?? [])];
    direct.filter((other) => !seen.has(other)).forEach((other) => {
      seen.add(other);
      visit(other);
    });
  };
  visit(id);
  return seen;
}

/** What a resource that depends on the dependable waits for: how many of each type, without the service. Synthesises the stack. */
export function waitsFor(stack: Stack, dependable: IDependable): Record<string, number> {
  const waiter = new CfnResource(stack, 'Waiter', { type: 'Test::Waiter' });
  waiter.node.addDependency(dependable);
  const template = Template.fromStack(stack);
  const types = [...ancestorsOf(template, 'Waiter')].map((id) => template.toJSON().Resources[id].Type.split('::').pop());
  return Object.fromEntries([...new Set(types)].sort().map((type) => [type, types.filter((other) => other === type).length]));
}
