import { readableObjects } from './iam';
import type { ParameterFacts } from './model';
import { entriesOf, text } from './values';
import type { Resource } from '../../assembly/graph';
import type { Inventory } from '../../assembly/query';

/** Files that can be the program of a Spark job. */
const PROGRAM = /\.(?:py|jar|sql|zip|egg|r)$/i;

/** Parameters of a job template that have no default. */
export function requiredParameters(inventory: Inventory, template: Resource): readonly ParameterFacts[] {
  const data = template.properties.JobTemplateData ?? {};
  return entriesOf(data.ParameterConfiguration)
    .filter(([, parameter]) => parameter?.DefaultValue === undefined)
    .map(
      ([name]) => ({ name, value: valueInOutputs(inventory, template, name) ?? programOf(inventory, template, name) }),
    );
}

/** The program, when the parameter stands for it. */
function programOf(inventory: Inventory, template: Resource, name: string): string | undefined {
  return isEntryPoint(template.properties.JobTemplateData ?? {}, name) ? onlyProgram(inventory, template) : undefined;
}

function isEntryPoint(data: Readonly<Record<string, any>>, name: string): boolean {
  const { SparkSubmitJobDriver: submit, SparkSqlJobDriver: sql } = data.JobDriver ?? {};
  return text((submit ?? sql)?.EntryPoint) === `\${${name}}`;
}

/**
 * The value in an output that names the template, written as a command (`Name=value`) or as JSON (`"Name":"value"`).
 */
function valueInOutputs({ platform }: Inventory, template: Resource, name: string): string | undefined {
  const stack = platform.stacks.find((candidate) => candidate.name === template.stack);
  const texts = Object.values(stack?.template.Outputs ?? {}).map((output) => text(output?.Value))
    .filter((value) => value.includes(`\${${template.logicalId}`));
  return texts.map((value) => new RegExp(`\\b${name}(?:=|":")([^\\s",]+)`).exec(value)?.[1])
    .find((value) => value !== undefined);
}

/** The program that the role of the job may read, where there is just one. */
function onlyProgram(inventory: Inventory, template: Resource): string | undefined {
  const roles = inventory.mentioned(template.stack, template.properties.JobTemplateData?.ExecutionRoleArn);
  const programs = new Set(
    roles.flatMap((role) => readableObjects(inventory, role)).filter((address) => PROGRAM.test(address)),
  );
  return programs.size === 1 ? [...programs][0] : undefined;
}
