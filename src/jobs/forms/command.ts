import { ENTRY_POINT_PARAMETER, type TemplateRunSpec } from './start-job-run';

const COMMAND = 'aws emr-containers start-job-run';

/** The AWS CLI command that runs a template, for values that neither a shell nor the CLI reads as anything but text. */
export function templateRunCommand(region: string, run: TemplateRunSpec): string {
  return [
    COMMAND,
    `--region ${region}`,
    `--name ${run.name}`,
    `--virtual-cluster-id ${run.virtualClusterId}`,
    `--job-template-id ${run.jobTemplateId}`,
    `--job-template-parameters ${ENTRY_POINT_PARAMETER}=${run.entryPoint}`,
  ].join(' ');
}

/** The same for any request: a here-document leaves every quote and dollar of the settings alone. */
export function documentCommand(region: string, json: string): string {
  return `${COMMAND} --region ${region} --cli-input-json file:///dev/stdin <<'JSON'\n${json}\nJSON`;
}
