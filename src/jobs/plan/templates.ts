import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { JsonObject } from '../manifests/pod-template';

/**
 * A pod template as an asset. JSON is YAML, so no YAML library is needed; its hash depends on the content alone, and two templates
 * of one content are one object in S3.
 */
export function podTemplateAsset(scope: Construct, id: string, template: JsonObject): Asset {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'pod-template-'));
  const path = join(folder, 'pod-template.yaml');
  writeFileSync(path, `${JSON.stringify(template, undefined, 2)}\n`);
  const asset = new Asset(scope, id, { path });
  if (dirname(asset.assetPath) !== folder) {
    rmSync(folder, { recursive: true }); // staged; an app that switches staging off needs the file until it is uploaded
  }
  return asset;
}
