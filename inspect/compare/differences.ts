import { assetName, type Asset, type CloudAssembly } from './cloud-assembly';
import { Elements, type Element } from './elements';
import { pairsOf, type Pair } from './pairs';
import { unifiedDiff } from './unified-diff';

/** An element that is not the same on both sides. */
export interface Difference {
  readonly title: string;
  readonly diff: string[];
}

export interface Comparison {
  readonly resources: number;
  readonly differences: Difference[];
  /** Dependencies on or of a Pod Identity association that came or went: they order, and change no resource. */
  readonly moved: number;
}

const ASSOCIATION = 'AWS::EKS::PodIdentityAssociation';

/** Compares two apps as if every logical id were named after what it stands for. */
export function compare(...assemblies: [CloudAssembly, CloudAssembly]): Comparison {
  const apps = withCommonAssets(assemblies).map((assembly) => new Elements(assembly));
  const pairs = pairsOf(apps[0], apps[1]);
  const names = namesOf(pairs);
  const naming = (element: Element) => names.get(element)!;
  let moved = 0;
  const differences = pairs.flatMap((pair) => {
    const sides = [pair.before, pair.after];
    const order = orderOf(sides.map((element, side) => (element ? apps[side].dependencies(element) : [])), naming);
    const isMove = (target: Element) => [target.type, (pair.before ?? pair.after)!.type].includes(ASSOCIATION);
    moved += order.flat().filter(isMove).length;
    const [before, after] = sides.map((element, side) => [
      ...element ? JSON.stringify(apps[side].content(element, naming), undefined, 1).split('\n') : [],
      ...order[side].filter((target) => !isMove(target)).map((target) => `waits for ${target.type} ${naming(target)}`)
        .sort(),
    ]);
    const diff = unifiedDiff(before, after);
    return diff.length > 0 ? [{ title: titleOf(pair), diff }] : [];
  });
  return {
    resources: apps[1].all.filter(({ section }) => section === 'Resources').length,
    differences: withContents(differences, assemblies),
    moved,
  };
}

/** An asset with one hash on both sides is the same, also where one of them does not hold it. */
function withCommonAssets(assemblies: readonly CloudAssembly[]): CloudAssembly[] {
  const isCommon = (hash: string) => assemblies.every(({ assets }) => Object.hasOwn(assets, hash));
  const unified = ([hash, asset]: [string, Asset]) => [hash, isCommon(hash) ? { digest: hash } : asset];
  return assemblies.map(({ templates, assets }) => ({
    templates, assets: Object.fromEntries(Object.entries(assets).map(unified)),
  }));
}

function namesOf(pairs: readonly Pair[]): Map<Element, string> {
  const elements = ({ before, after }: Pair) => [before, after].filter((element) => element !== undefined);
  return new Map(pairs.flatMap((pair) => elements(pair).map((element) => [element, nameOf(pair)] as const)));
}

/** Of each side what it waits for and the other does not. */
function orderOf(dependencies: readonly Element[][], naming: (element: Element) => string): Element[][] {
  return dependencies.map((own, side) =>
    own.filter((element) => !dependencies[1 - side].some((other) => naming(other) === naming(element))));
}

/** One name for both sides: the id of the first, after a sign for what only one has. */
function nameOf({ before, after }: Pair): string {
  return after === undefined ? `-${before!.id}` : before === undefined ? `+${after.id}` : before.id;
}

function titleOf({ before, after }: Pair): string {
  const { type, stack } = (before ?? after)!;
  const ids = before && after && before.id !== after.id ? `${before.id} → ${after.id}` : (before ?? after)!.id;
  return `${before ? after ? 'changed' : 'gone' : 'new'} ${type} ${ids} (${stack})`;
}

/** Adds the change of what a person can read of the assets that a difference exchanges, where they first occur. */
function withContents(differences: readonly Difference[], assemblies: readonly CloudAssembly[]): Difference[] {
  const texts = new Map(assemblies.flatMap(({ assets }) => Object.values(assets)).map(({ digest, text }) => [
    assetName(digest), text,
  ]));
  const shown = new Set<string>();
  return differences.map(({ title, diff }) => {
    const [old, young] = ['-', '+'].map((sign) => assetsIn(diff.filter((line) => line.startsWith(sign))));
    const contents = old.flatMap((name, index) => {
      const [from, to] = [texts.get(name), texts.get(young[index])];
      if (from === undefined || to === undefined || name === young[index] || shown.has(name)) {
        return [];
      }
      shown.add(name);
      return [`contents of ${name} → ${young[index]}`, ...unifiedDiff(from.split('\n'), to.split('\n'))];
    });
    return { title, diff: [...diff, ...contents] };
  });
}

function assetsIn(lines: readonly string[]): string[] {
  return lines.join('\n').match(/asset-[0-9a-f]{16}/g) ?? [];
}
