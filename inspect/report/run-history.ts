/** Course of a run of a platform, as whoever ran it recorded it. Times are seconds since its beginning. */
export interface RunHistory {
  /** Length of the run. */
  readonly seconds: number;
  /** A sentence on what was real in it. */
  readonly setting: string;
  readonly phases: readonly Phase[];
  readonly nodes: readonly NodeHistory[];
  readonly pods: readonly PodHistory[];
  readonly decisions: readonly Decision[];
  readonly calls: readonly CallCount[];
  /** Names of what outlived it, by kind; empty when nothing did. */
  readonly left: Readonly<Record<string, readonly string[]>>;
}

/** A part of the run. */
export interface Phase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface NodeHistory {
  readonly name: string;
  /** Node pool, or the node group. */
  readonly pool: string;
  readonly instanceType: string;
  readonly capacityType: string;
  readonly zone: string;
  readonly launched: number;
  /** When pods could start. @default - never */
  readonly ready?: number;
  /** @default - it outlived the run */
  readonly gone?: number;
}

export type PodKind = 'driver' | 'executor' | 'submitter' | 'other';

export interface PodHistory {
  readonly name: string;
  readonly namespace: string;
  readonly kind: PodKind;
  /** Node that it was bound to. @default - never bound */
  readonly node?: string;
  readonly created: number;
  /** @default - never */
  readonly bound?: number;
  /** @default - never */
  readonly running?: number;
  /** @default - it outlived the run */
  readonly ended?: number;
  /** @default - it is of no gang */
  readonly gang?: GangMember;
}

/** Membership of a pod in a gang of YuniKorn. */
export interface GangMember {
  /** YuniKorn's name of the application. */
  readonly application: string;
  readonly group: string;
  /** Says whether the pod is a placeholder of another. */
  readonly isPlaceholder: boolean;
}

/** Something that Karpenter decided, in words. */
export interface Decision {
  readonly at: number;
  readonly words: string;
  /** Pool or node that it is about. */
  readonly about: string;
}

/** Calls to AWS of one kind. */
export interface CallCount {
  readonly service: string;
  readonly action: string;
  readonly count: number;
}
