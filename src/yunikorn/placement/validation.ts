import { firstOf, type Problem, problem } from '../problem';
import { isPrincipal } from '../queue/limit-validation';
import type { PlacementFilterSpec, PlacementRuleSpec, QueueSpec } from '../queue/manifests/queues';

/** What makes a name a regular expression to YuniKorn. */
const SPECIAL = /[\^$*+?()\[{}|]/;
const ROOT = 'root';

/** Whether every rule can place an application in the tree. @see https://yunikorn.apache.org/docs/user_guide/placement_rules */
export function placementProblem(root: QueueSpec, rules: PlacementRuleSpec[]): Problem | undefined {
  return firstOf([
    ...rules.map((rule, index) => () => filterProblem(rule, index)),
    ...rules.map((rule, index) => () => pathProblem(root, rule, index)),
  ]);
}

function filterProblem({ filter, parent }: PlacementRuleSpec, index: number): Problem | undefined {
  return firstOf([
    () => filter && ownFilterProblem(filter, index),
    () => parent && filterProblem(parent, index),
  ]);
}

function ownFilterProblem({ type, users = [], groups = [] }: PlacementFilterSpec, index: number): Problem | undefined {
  if (!['', 'allow', 'deny'].includes(type.toLowerCase())) {
    return problem('filter-type', `\`placementRules[${index}]\` must have a filter that allows or denies, got "${type}"; use \`PlacementFilter\``);
  }
  const wrong = ([['users', users], ['groups', groups]] as const).find(([kind, names]) => names.length === 1 && !isFilterName(kind, names[0]));
  return wrong === undefined ? undefined
    : problem('filter-name', `\`placementRules[${index}]\` must have a filter of names or of one regular expression, got ${wrong[0]} "${wrong[1][0]}"; begin a name with a letter`);
}

/** A list of one is a name or a regular expression, a longer one is names. */
function isFilterName(kind: 'users' | 'groups', name: string): boolean {
  return (name !== '*' && isPrincipal(kind, name)) || (SPECIAL.test(name) && isRegularExpression(name));
}

/** As far as it can be told without Go: a leading quantifier and unbalanced brackets are the usual slips. */
function isRegularExpression(text: string): boolean {
  const plain = text.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  const balanced = (plain.match(/\(/g) ?? []).length === (plain.match(/\)/g) ?? []).length && !plain.includes('[');
  return balanced && !/(^|[(|])[*+?]/.test(plain);
}

interface FixedPath {
  readonly path: string;
  /** Whether other rules go on from there. */
  readonly dynamic: boolean;
}

function pathProblem(root: QueueSpec, rule: PlacementRuleSpec, index: number): Problem | undefined {
  const chain = chainOf(rule);
  const late = chain.findIndex((link, at) => at > 0 && isQualified(link) && chain.slice(0, at).every((before) => before.name === 'fixed'));
  if (late >= 0) {
    return problem('fixed-qualified', `\`placementRules[${index}]\` must name a full path in its outermost parent only, got "${chain[late].value}" below another queue; leave out "root."`);
  }
  const fixed = fixedPathOf(chain);
  const found = fixed.path.startsWith(ROOT) ? follow(fixed, [root], { create: rule.create ?? false }) : undefined;
  return found === undefined ? undefined : problem('fixed-path', `\`placementRules[${index}]\` must lead to ${fixed.dynamic ? 'a parent' : 'a leaf'} queue, got ${fixed.path}, ${found}`);
}

function isQualified({ name, value = '' }: PlacementRuleSpec): boolean {
  return name === 'fixed' && value.startsWith(ROOT);
}

/** The rule after its parents. */
function chainOf(rule: PlacementRuleSpec): PlacementRuleSpec[] {
  return [...rule.parent === undefined ? [] : chainOf(rule.parent), rule];
}

/** The beginning that is the same for every application. */
function fixedPathOf(chain: PlacementRuleSpec[]): FixedPath {
  const end = chain.findIndex(({ name }) => name !== 'fixed');
  const fixed = end < 0 ? chain : chain.slice(0, end);
  const values = fixed.map(({ value = '' }) => value);
  return { path: fixed.length > 0 && isQualified(fixed[0]) ? values.join('.') : fixed.length > 0 ? [ROOT, ...values].join('.') : '', dynamic: end >= 0 };
}

/** Why the path cannot be reached. */
function follow({ path, dynamic }: FixedPath, level: QueueSpec[], { create }: { create: boolean }): string | undefined {
  const [name, ...rest] = path.toLowerCase().split('.');
  const queue = level.find((candidate) => candidate.name === name);
  if (queue === undefined) {
    return create ? undefined : 'which does not exist; add it, or let the rule create it';
  }
  const isParent = queue.parent === true || name === ROOT;
  if (rest.length === 0) {
    return isParent === dynamic ? undefined : `which is a ${isParent ? 'parent' : 'leaf'}; ${dynamic ? 'place below a parent' : 'name one of the queues below it'}`;
  }
  const below = queue.queues ?? [];
  if (below.length === 0 && !isParent) {
    return `but ${queue.name} is a leaf; end the path there`;
  }
  return follow({ path: rest.join('.'), dynamic }, below, { create });
}
