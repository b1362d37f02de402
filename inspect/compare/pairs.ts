import { digestOf } from './cloud-assembly';
import type { Element, Elements } from './elements';

/** An element before and after; one side only if it came or went. */
export interface Pair {
  readonly before?: Element;
  readonly after?: Element;
}

/** How far around an element to look for what tells it from others. */
const ROUNDS = 8;

/**
 * Finds for each element of one app its like in the other, whatever their ids (colour refinement, as Weisfeiler and
 * Lehman have it): first those whose neighbourhoods are equal, the wide ones before the narrow, then those that kept
 * their ids, then the most similar.
 */
export function pairsOf(before: Elements, after: Elements): Pair[] {
  const open: Open = { before: new Set(before.all), after: new Set(after.all) };
  const pairs: Pair[] = [];
  const pair = (left: Element, right: Element) => {
    pairs.push({ before: left, after: right });
    open.before.delete(left);
    open.after.delete(right);
  };
  const byKey = (key: (element: Element) => string) => {
    const groups = grouped(open.after, key);
    for (const [name, lefts] of grouped(open.before, key)) {
      pairGroup(lefts, groups.get(name) ?? [], pair);
    }
  };
  const colours = [coloursOf(before), coloursOf(after)];
  for (let round = ROUNDS; round >= 0; round -= 1) {
    const colour = new Map([...colours[0][round], ...colours[1][round]]);
    byKey((element) => colour.get(element)!);
  }
  byKey((element) => `${element.stack} ${element.section} ${element.type} ${element.id}`);
  pairSimilar(open, [before, after], pair);
  return [
    ...pairs,
    ...[...open.before].map((element) => ({ before: element })),
    ...[...open.after].map((element) => ({ after: element })),
  ];
}

/** Those of one group that kept their ids, then the others in their order. */
function pairGroup(lefts: Element[], rights: Element[], pair: (left: Element, right: Element) => void): void {
  const rest = new Set(rights);
  const moved = lefts.filter((left) => {
    const same = rights.find((right) => rest.has(right) && right.id === left.id && right.stack === left.stack);
    if (same !== undefined) {
      rest.delete(same);
      pair(left, same);
    }
    return same === undefined;
  });
  const others = [...rest];
  moved.slice(0, others.length).forEach((left, index) => pair(left, others[index]));
}

function grouped(elements: Iterable<Element>, key: (element: Element) => string): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    groups.set(key(element), [...groups.get(key(element)) ?? [], element]);
  }
  return groups;
}

/**
 * Of every round a colour of each element: equal for elements that look alike, that many references around them
 * included.
 */
function coloursOf(elements: Elements): Array<Map<Element, string>> {
  const targets = new Map(elements.all.map((element) => [
    element, [...elements.references(element), ...elements.dependencies(element)],
  ]));
  const sources = new Map(elements.all.map((element) => [element, [] as Element[]]));
  targets.forEach((found, element) => found.forEach((target) => sources.get(target)!.push(element)));
  let last = new Map(elements.all.map((element) => [
    element, digestOf(JSON.stringify(elements.content(element, () => ''))),
  ]));
  const rounds = [last];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const of = (among: readonly Element[]) => among.map((element) => last.get(element)).sort().join();
    last = new Map(elements.all.map((element) => [
      element, digestOf([last.get(element), of(targets.get(element)!), of(sources.get(element)!)].join('\n')),
    ]));
    rounds.push(last);
  }
  return rounds;
}

interface Open {
  readonly before: Set<Element>;
  readonly after: Set<Element>;
}

/** Of what is left of one type: the two with the most lines in common, while they have half of them. */
function pairSimilar(open: Open, apps: readonly Elements[], pair: (left: Element, right: Element) => void): void {
  const texts = new Map([open.before, open.after].flatMap((elements, side) => (
    [...elements].map((element) => [element, linesOf(apps[side], element)] as const)
  )));
  const candidates = [...open.before].flatMap((left) => [...open.after].filter(({ type }) => type === left.type)
    .map((right) => ({ left, right, score: similarity(texts.get(left)!, texts.get(right)!) })));
  for (const { left, right, score } of candidates.sort((a, b) => b.score - a.score)) {
    if (score >= 0.5 && open.before.has(left) && open.after.has(right)) {
      pair(left, right);
    }
  }
}

function linesOf(elements: Elements, element: Element): Set<string> {
  return new Set(JSON.stringify(elements.content(element, () => ''), undefined, 1).split('\n'));
}

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((line) => b.has(line)).length / Math.max(a.size, b.size);
}
