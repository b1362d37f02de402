import { GANG_COLUMNS, gangTimelines } from '../../../inspect/report/gangs';
import type { NodeHistory, PodHistory } from '../../../inspect/report/run-history';
import { gangView } from '../../../local/view/table';

const node = (name: string, capacityType: string, ready?: number): NodeHistory => ({
  name, pool: 'compute', instanceType: 'c5d.xlarge', capacityType, zone: 'eu-west-1a', launched: 5, ready,
});
const NODES = [node('n-driver', 'on-demand', 16), node('n-spot', 'spot', 17.4)];

const pod = (name: string, group: string, fields: Partial<PodHistory> = {}): PodHistory => ({
  name, namespace: 'team', kind: group === 'spark-driver' ? 'driver' : 'executor', created: 3, gang: {
    application: 'spark-1', group, isPlaceholder: false,
  }, ...fields,
});
const placeholder = (group: string, fields: Partial<PodHistory>): PodHistory => ({
  ...pod(`tg-spark-1-${group}`, group, fields), kind: 'other', gang: { application: 'spark-1', group, isPlaceholder: true },
});

/** A driver on demand and three executors on spot, two of which have come. */
const GANG: PodHistory[] = [
  pod('taxi-1-driver', 'spark-driver', { node: 'n-driver', bound: 19 }),
  placeholder('spark-driver', { node: 'n-driver', bound: 17, ended: 19.2 }),
  placeholder('spark-executor', { node: 'n-spot', bound: 18, ended: 24 }),
  placeholder('spark-executor', { node: 'n-spot', bound: 19, ended: 26 }),
  placeholder('spark-executor', { created: 4, node: 'n-spot', bound: 19 }),
  pod('taxi-1-exec-1', 'spark-executor', { node: 'n-spot', created: 22, bound: 24 }),
  pod('taxi-1-exec-2', 'spark-executor', { node: 'n-spot', created: 22, bound: 26 }),
  pod('taxi-1-exec-3', 'spark-executor', { created: 22 }),
];
const rowsOf = (pods: PodHistory[]) => gangTimelines({ pods, nodes: NODES })[0].rows.map((row) => GANG_COLUMNS.map(({ text }) => text(row))
  .join(' | '));

test('a gang is told by group and node: when placeholders appeared, nodes were ready, placeholders were held, taken and gone', () => {
  expect(GANG_COLUMNS.map(({ title }) => title).join(' | '))
    .toBe('Group | Node | Placeholders | Appeared | Node ready | Held | Taken | Gone');
  expect(rowsOf(GANG)).toEqual([
    'spark-driver | c5d.xlarge, on-demand, eu-west-1a | 1 | 3 s | 16 s | 17 s | 1 of 1, 19 s | 19 s',
    'spark-executor | c5d.xlarge, spot, eu-west-1a | 3 | 3 to 4 s | 17 s | 18 to 19 s | 2 of 3, 24 to 26 s | 24 to 26 s, 1 left',
  ]);
});

test('placeholders that never found a node are told as such', () => {
  expect(rowsOf([pod('taxi-1-driver', 'spark-driver'), placeholder('spark-driver', { ended: 63 })])).toEqual([
    'spark-driver | none | 1 | 3 s | never | never | never | 63 s',
  ]);
});

test('a pod that came where no place was held is told too', () => {
  const late = pod('taxi-1-exec-1', 'spark-executor', { node: 'n-spot', bound: 70 });
  expect(rowsOf([placeholder('spark-executor', { node: 'n-driver', bound: 17, ended: 63 }), late])).toEqual([
    'spark-executor | c5d.xlarge, on-demand, eu-west-1a | 1 | 3 s | 16 s | 17 s | never | 63 s',
    'spark-executor | c5d.xlarge, spot, eu-west-1a | 0 | never | 17 s | never | 1 of 0, 70 s | none',
  ]);
});

test('gangs are told apart, and by the name of their run', () => {
  const other = { ...pod('nightly-2-driver', 'spark-driver'), gang: { application: 'spark-2', group: 'spark-driver', isPlaceholder: false } };
  const orphan = { ...placeholder('spark-driver', {}), gang: { application: 'spark-3', group: 'spark-driver', isPlaceholder: true } };
  expect(gangTimelines({ pods: [...GANG, other, orphan], nodes: NODES }).map(({ job, rows }) => [job, rows.length])).toEqual([
    ['taxi-1', 2], ['nightly-2', 0], ['spark-3', 1],
  ]);
});

test('there is nothing to tell of pods without a gang', () => {
  expect(gangTimelines({ pods: [{ name: 'a', namespace: 'b', kind: 'driver', created: 1 }], nodes: NODES })).toEqual([]);
});

test('the terminal shows it as a table', () => {
  const [gang] = gangTimelines({ pods: GANG, nodes: NODES });
  expect(gangView(gang)).toBe([
    'the gang of taxi-1 in team',
    '',
    'GROUP           NODE                               PLACEHOLDERS  APPEARED  NODE READY  HELD        TAKEN               GONE',
    'spark-driver    c5d.xlarge, on-demand, eu-west-1a  1             3 s       16 s        17 s        1 of 1, 19 s        19 s',
    'spark-executor  c5d.xlarge, spot, eu-west-1a       3             3 to 4 s  17 s        18 to 19 s  2 of 3, 24 to 26 s  24 to 26 s, 1 left',
  ].join('\n'));
});
