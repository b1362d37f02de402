import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { GangPlan } from './scheduling';
import type { PodRole, ProfileSpec, PublishedProfileSpec, PublishedTemplate, PublishedTemplates } from './spec';
import { validatePodTemplate } from './template-validation';
import { SparkContainer } from '../../kubernetes/vocabulary';
import { sortKeys } from '../../private/maps';
import { type JsonObject, mergePodTemplate, podTemplate } from '../manifests/pod-template';

/** Fields that templates hold beside the profile's. */
interface TemplateAdditions {
  /** Of the pods of a gang. */
  readonly priorityClass?: string;
  /** Annotations of drivers. */
  readonly driverAnnotations?: { readonly [key: string]: string };
}

/** Publishes the pod templates of a profile, or of a job that needs others. */
export function publishTemplates(scope: Construct, profile: ProfileSpec, additions: TemplateAdditions): PublishedTemplates {
  const { priorityClass, driverAnnotations: annotations = {} } = additions;
  const both: JsonObject = priorityClass === undefined ? {} : { spec: { priorityClassName: priorityClass } };
  const driver = Object.keys(annotations).length === 0 ? both : { ...both, metadata: { annotations } };
  return {
    driver: publish(scope, profile, { role: 'driver', addition: driver }), executor: publish(scope, profile, {
      role: 'executor', addition: both,
    }),
  };
}

/** The profile's templates, as long as they say what the gang asks for. */
export function gangTemplates(scope: Construct, profile: PublishedProfileSpec, gang: GangPlan): PublishedTemplates {
  const { priorityClassName } = profile.templates.driver.template.spec;
  const areEnough = Object.keys(gang.driverAnnotations).length === 0
    && (gang.priorityClass ?? priorityClassName) === priorityClassName;
  return areEnough ? profile.templates : publishTemplates(scope, profile, gang);
}

interface TemplateToPublish {
  readonly role: PodRole;
  readonly addition: JsonObject;
}

function publish(scope: Construct, profile: ProfileSpec, { role, addition }: TemplateToPublish): PublishedTemplate {
  const { placement: { nodeSelector, tolerations }, overrides, ...pod } = profile[role];
  const container = role === 'driver' ? SparkContainer.DRIVER : SparkContainer.EXECUTOR;
  const base = mergePodTemplate(podTemplate({ ...pod, nodeSelector, tolerations, container }), addition);
  const template = mergePodTemplate(base, overrides);
  validatePodTemplate(scope, { role, container, base, merged: template });
  const asset = podTemplateAsset(
    scope, role === 'driver' ? 'DriverPodTemplate' : 'ExecutorPodTemplate', sortKeys(template),
  );
  profile.executionRoles.forEach((executionRole) => executionRole.grantReadAsset(asset));
  return { template, uri: asset.s3ObjectUrl };
}

/**
 * A pod template as an asset. JSON is YAML, so no YAML library is needed; its hash depends on the content alone, and
 * two templates of one content are one object in S3.
 */
function podTemplateAsset(scope: Construct, id: string, template: JsonObject): Asset {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'pod-template-'));
  const path = join(folder, 'pod-template.yaml');
  writeFileSync(path, `${JSON.stringify(template, undefined, 2)}\n`);
  const asset = new Asset(scope, id, { path });
  if (dirname(asset.assetPath) !== folder) {
    rmSync(folder, { recursive: true }); // staged; an app that switches staging off needs the file until it is uploaded
  }
  return asset;
}
