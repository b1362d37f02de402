import { placeOf, type CheckResult, type Finding } from './finding';
import type { Platform, StackTemplate } from '../assembly/model';

/**
 * Most that CloudFormation takes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LIMITS = { resources: 500, outputs: 200, parameters: 200, mappings: 200, bytes: 1_000_000 };

/** Bytes of a custom resource: our own limit, decisions/ADR-02-bundle-size.md. */
const BUNDLE_BYTES = 100 * 1024;

/** CloudFormation's limits for each template, and the size of each bundle of Kubernetes objects. */
export function checkTemplateLimits(platform: Platform): CheckResult {
  const bundles = bundleSizes(platform);
  return {
    name: 'template-limits',
    checked: platform.stacks.length * Object.keys(LIMITS).length + bundles.size,
    findings: [
      ...platform.stacks.flatMap(templateFindings),
      ...[...bundles].filter(([, bytes]) => bytes > BUNDLE_BYTES).map(([where, bytes]) =>
        ({
          where,
          object: 'Kubernetes objects',
          path: 'Manifest',
          rule: `must be at most ${BUNDLE_BYTES} bytes, got ${bytes}`,
        })),
    ],
  };
}

function templateFindings({ name, template, bytes }: StackTemplate): Finding[] {
  const count = (section: string) => Object.keys(template[section] ?? {}).length;
  const sizes = {
    resources: count('Resources'),
    outputs: count('Outputs'),
    parameters: count('Parameters'),
    mappings: count('Mappings'),
    bytes,
  };
  return Object.entries(LIMITS)
    .filter(([what, limit]) => sizes[what as keyof typeof LIMITS] > limit)
    .map(([what, limit]) => ({
      where: name,
      object: 'template',
      path: what,
      rule: `must be at most ${limit}, got ${sizes[what as keyof typeof LIMITS]}`,
    }));
}

function bundleSizes(platform: Platform): Map<string, number> {
  const bundles = new Map<string, object[]>();
  for (const rendered of platform.objects) {
    bundles.set(placeOf(rendered), [...bundles.get(placeOf(rendered)) ?? [], rendered.object]);
  }
  return new Map([...bundles].map(([where, objects]) => [where, Buffer.byteLength(JSON.stringify(objects))]));
}
