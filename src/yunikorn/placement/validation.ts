import { firstProblem, type Problem, problem } from '../../private/refusal';
import { isPrincipal } from '../queue/limit-validation';
import type { PlacementFilterSpec, PlacementRuleSpec, QueueSpec } from '../queue/manifests/queues';

/** Characters that make a name a regular expression to YuniKorn. */
const SPECIAL = /[\^$*+?()\[{}|]/;
const ROOT = 'root';

/**
 * The first rule that can place no application in the tree.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/placement_rules
 */
export function placementProblem(root: QueueSpec, rules: PlacementRuleSpec[]): Problem | undefined {
  return firstProblem([
    ...rules.map((rule, index) => () => filterProblem(rule, index)),
    ...rules.map((rule, index) => () => pathProblem(root, rule, index)),
  ]);
}

function filterProblem({ filter, parent }: PlacementRuleSpec, index: number): Problem | undefined {
  return firstProblem([
    () => filter && ownFilterProblem(filter, index),
    () => parent && filterProblem(parent, index),
  ]);
}

function ownFilterProblem({ users = [], groups = [] }: PlacementFilterSpec, index: number): Problem | undefined {
  const lists = { users, groups };
  const isWrong = (kind: 'users' | 'groups') => lists[kind].length === 1 && !isFilterName(kind, lists[kind][0]);
  const kind = (['users', 'groups'] as const).find(isWrong);
  return kind === undefined ? undefined : problem('yunikorn:filter-name', {
    prop: `placementRules[${index}]`,
    must: 'have a `placementFilter` of names or of one regular expression',
    got: `${kind} "${lists[kind][0]}"`,
    fix: 'begin a name with a letter',
  });
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
  /** True if other rules go on from there. */
  readonly dynamic: boolean;
}

function pathProblem(root: QueueSpec, rule: PlacementRuleSpec, index: number): Problem | undefined {
  const chain = chainOf(rule);
  const isFixedBefore = (end: number) => chain.slice(0, end).every(({ name }) => name === 'fixed');
  const late = chain.findIndex((link, at) => at > 0 && isQualified(link) && isFixedBefore(at));
  if (late >= 0) {
    return problem('yunikorn:fixed-qualified', {
      prop: `placementRules[${index}]`,
      must: 'name a full path in its outermost parent only',
      got: `"${chain[late].value}" below another queue`,
      fix: 'leave out "root."',
    });
  }
  const fixed = fixedPathOf(chain);
  const found = fixed.path.startsWith(ROOT) ? follow(fixed, [root], { create: rule.create ?? false }) : undefined;
  return found === undefined ? undefined : problem('yunikorn:fixed-path', {
    prop: `placementRules[${index}]`,
    must: `lead to ${fixed.dynamic ? 'a parent' : 'a leaf'} queue`,
    got: `${fixed.path}, ${found.got}`,
    fix: found.fix,
  });
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
  const names = fixed.length === 0 || isQualified(fixed[0]) ? values : [ROOT, ...values];
  return { path: names.join('.'), dynamic: end >= 0 };
}

/** The reason for which the path cannot be reached, and what to do instead. */
function follow(
  { path, dynamic }: FixedPath, level: QueueSpec[], { create }: { create: boolean },
): { got: string; fix: string } | undefined {
  const [name, ...rest] = path.toLowerCase().split('.');
  const queue = level.find((candidate) => candidate.name === name);
  if (queue === undefined) {
    return create ? undefined : { got: 'which does not exist', fix: 'add it, or let the rule create it' };
  }
  const isParent = queue.parent === true || name === ROOT;
  if (rest.length === 0) {
    const fix = dynamic ? 'place below a parent' : 'name one of the queues below it';
    return isParent === dynamic ? undefined : { got: `which is a ${isParent ? 'parent' : 'leaf'}`, fix };
  }
  const below = queue.queues ?? [];
  if (below.length === 0 && !isParent) {
    return { got: `but ${queue.name} is a leaf`, fix: 'end the path there' };
  }
  return follow({ path: rest.join('.'), dynamic }, below, { create });
}
