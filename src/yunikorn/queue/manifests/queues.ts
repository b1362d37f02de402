/** Amounts by name: "vcore" in thousandths, "memory" and other sizes in bytes, everything else as a count. */
export interface ResourceAmounts { readonly [name: string]: number }

/** A limit for users or groups of a queue. */
export interface LimitSpec {
  readonly limit: string;
  readonly users?: string[];
  readonly groups?: string[];
  readonly maxResources?: ResourceAmounts;
  readonly maxApplications?: number;
}

/** Settings of queues that a placement rule makes. */
export interface ChildTemplateSpec {
  readonly maxApplications?: number;
  readonly properties?: { readonly [key: string]: string };
  readonly guaranteed?: ResourceAmounts;
  readonly max?: ResourceAmounts;
}

/** A queue and the queues below it. */
export interface QueueSpec {
  readonly name: string;
  /** True if it is no leaf, even without queues below it. */
  readonly parent?: boolean;
  readonly guaranteed?: ResourceAmounts;
  readonly max?: ResourceAmounts;
  readonly maxApplications?: number;
  readonly properties?: { readonly [key: string]: string };
  readonly adminAcl?: string;
  readonly submitAcl?: string;
  readonly limits?: LimitSpec[];
  readonly childTemplate?: ChildTemplateSpec;
  readonly queues?: QueueSpec[];
}

/** Users and groups whose applications a rule places. */
export interface PlacementFilterSpec {
  readonly type: string;
  readonly users?: string[];
  readonly groups?: string[];
}

/** A rule by which an application finds its queue. */
export interface PlacementRuleSpec {
  readonly name: string;
  readonly create?: boolean;
  readonly value?: string;
  readonly parent?: PlacementRuleSpec;
  readonly filter?: PlacementFilterSpec;
}

/** The whole configuration of queues. */
export interface PartitionSpec {
  readonly root: QueueSpec;
  readonly placementRules: PlacementRuleSpec[];
  readonly nodeSort: { readonly type: string; readonly resourceWeights?: { readonly [resource: string]: number } };
  readonly preemption: boolean;
}

/** Resources that are sizes, written in MiB if that is a whole number. */
const SIZES = ['memory', 'ephemeral-storage'];
const MIB = 2 ** 20;

type Yaml = { readonly [key: string]: unknown };

/**
 * `queues.yaml` as YuniKorn reads it: strict, so an unknown key is an error, and all keys in lower case. JSON is YAML.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/queue_config
 */
export function queuesYaml(spec: PartitionSpec): string {
  return `${JSON.stringify(queuesDocument(spec), undefined, 2)}\n`;
}

/** The same as a plain object. */
export function queuesDocument({ root, placementRules, nodeSort, preemption }: PartitionSpec): Yaml {
  return {
    partitions: [{
      name: 'default',
      nodesortpolicy: { type: nodeSort.type, ...given('resourceweights', nodeSort.resourceWeights) },
      preemption: { enabled: preemption },
      placementrules: placementRules.map(placementRule),
      queues: [queue(root)],
    }],
  };
}

function queue(spec: QueueSpec): Yaml {
  return {
    name: spec.name,
    ...given('parent', spec.parent),
    ...given('submitacl', spec.submitAcl),
    ...given('adminacl', spec.adminAcl),
    ...given('maxapplications', spec.maxApplications),
    ...given('properties', spec.properties),
    ...resources(spec),
    ...given('limits', spec.limits?.map(limit)),
    ...given('childtemplate', spec.childTemplate && {
      ...given('maxapplications', spec.childTemplate.maxApplications),
      ...given('properties', spec.childTemplate.properties),
      ...resources(spec.childTemplate),
    }),
    ...given('queues', spec.queues?.map(queue)),
  };
}

function resources({ guaranteed, max }: Pick<QueueSpec, 'guaranteed' | 'max'>): Yaml {
  const both = {
    ...given('guaranteed', guaranteed && quantities(guaranteed)),
    ...given('max', max && quantities(max)),
  };
  return Object.keys(both).length === 0 ? {} : { resources: both };
}

function limit({ maxResources, maxApplications, ...names }: LimitSpec): Yaml {
  return {
    ...names,
    ...given('maxresources', maxResources && quantities(maxResources)),
    ...given('maxapplications', maxApplications),
  };
}

function placementRule({ parent, ...rule }: PlacementRuleSpec): Yaml {
  return { ...rule, ...given('parent', parent && placementRule(parent)) };
}

function quantities(amounts: ResourceAmounts): Yaml {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, quantity(name, amount)]));
}

/** Whole numbers with a suffix: YuniKorn reads neither fractions nor exponents. */
function quantity(name: string, amount: number): string {
  if (name === 'vcore') {
    return amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`;
  }
  return SIZES.includes(name) && amount > 0 && amount % MIB === 0 ? `${amount / MIB}Mi` : `${amount}`;
}

function given(key: string, value: unknown): Yaml {
  return value === undefined ? {} : { [key]: value };
}
