import { HISTORY } from './fixtures/report-history';
import { FAILED, PASSED, PLATFORM } from './fixtures/report-platform';
import { renderReport } from '../../../inspect/report';
import { timeline } from '../../../inspect/report/picture/timeline';
import type { RunHistory } from '../../../inspect/report/run-history';
import { historySection } from '../../../inspect/report/sections/history';

const NOTHING: RunHistory = { seconds: 0, setting: '', phases: [], nodes: [], pods: [], decisions: [], calls: [], left: {} };
const section = (given: Partial<RunHistory> = {}) => historySection({ ...HISTORY, ...given }).toString();

interface Bar { readonly look: string; readonly x: number; readonly width: number }

/** Bars of the row that a tooltip names. */
function bars(row: string, page = timeline(HISTORY, { width: 1000, names: 200 }).body.toString()): Bar[] {
  const [group] = page.split('<g>').filter((part) => part.split('</title>')[0].includes(row));
  return [...group.split('<title>')[0].matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" [^>]*class="span ([^"]*)"/g)]
    .map(([, x, width, look]) => ({ look, x: Number(x), width: Number(width) }));
}

test('the page has the section and a link to it only with a history', () => {
  const page = renderReport(PLATFORM, PASSED, 1, HISTORY);
  expect(page).toContain('<li><a href="#history">What happened</a></li>');
  expect(page).toContain('<section id="history"');
  expect(renderReport(PLATFORM, PASSED, 1)).not.toContain('history');
});

test('the page stays well formed, self-contained and without a script', () => {
  const page = renderReport(PLATFORM, FAILED, 1, { ...HISTORY, left: { 'node claims': ['<one>'] } });
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(page).not.toMatch(/<script|\son[a-z]+=|<img|url\((?!#)|undefined|NaN|\[object/);
  for (const element of ['section', 'figure', 'svg', 'g', 'table', 'details', 'div', 'text']) {
    expect([element, page.split(`<${element}>`).length + page.split(`<${element} `).length - 1]).toEqual([
      element, page.split(`</${element}>`).length,
    ]);
  }
});

describe('the timeline', () => {
  test('shows a node as it boots, is ready and goes, to scale', () => {
    const [boots, ready] = bars('node kwok-one');
    expect([boots.look, ready.look]).toEqual(['launching', 'ready']);
    expect(boots.x + boots.width).toBeCloseTo(ready.x, 0);
    expect(ready.width / boots.width).toBeCloseTo((128 - 69) / (69 - 38), 1);
  });

  test('shows a pod as it waits, starts and runs, in the colour of its role', () => {
    expect(bars('taxi-1-driver').map(({ look }) => look)).toEqual(['pending', 'bound', 'driver']);
    expect(bars('taxi-1-submitter').map(({ look }) => look)).toEqual(['bound', 'submitter']);
  });

  test('lets what outlived the run reach its end', () => {
    const [, spot] = bars('node kwok-two');
    expect(spot.look).toBe('ready on-spot');
    expect(spot.x + spot.width).toBeCloseTo(1000 - 20, 0);
  });

  test('shows what never became ready, and what never found a node', () => {
    expect(bars('node never-ready').map(({ look }) => look)).toEqual(['launching']);
    expect(bars('taxi-1-exec-2').map(({ look }) => look)).toEqual(['pending']);
  });

  test('has a lane for each pool, core nodes after them, pods below their node, then those without one', () => {
    const picture = timeline(HISTORY, { width: 1000, names: 300 }).body.toString();
    const words = [...picture.matchAll(/class="(?:strong|small) ?(?:muted)?"[^>]*>([^<]+)/g)].map(([, text]) => text);
    expect(words.filter((text) => !/^\d+ s$|^(deploying|running jobs|destroying)$/.test(text))).toEqual([
      'spark-compute-optimized', 'c5d.xlarge, on-demand, eu-west-1a', 'taxi-1-driver', 'c5d.2xlarge, spot, eu-west-1b', 'taxi-1-exec-1',
      'spark-memory-optimized', 'r5d.xlarge, spot, eu-west-1b',
      'core', 'm5.xlarge, eu-west-1a', 'taxi-1-submitter', '&lt;karpenter&gt;',
      'without a node', 'taxi-1-exec-2',
    ]);
  });

  test.each([[1200, 270], [368, 0]])('stays inside its %i pixels', (width, names) => {
    const { height, body } = timeline(HISTORY, { width, names });
    for (const [, x, y, barWidth, barHeight] of body.toString().matchAll(
      /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
    )) {
      expect(Number(x) + Number(barWidth)).toBeLessThanOrEqual(width);
      expect(Number(y) + Number(barHeight)).toBeLessThanOrEqual(height);
    }
  });

  test.each([3, 142.4, 7200])('of %d seconds has marks that do not touch', (seconds) => {
    const marks = [...timeline({ ...HISTORY, seconds }, { width: 1200, names: 270 }).body.toString().matchAll(/<path d="M([\d.]+) 20V/g)]
      .map(([, x]) => Number(x));
    expect(marks.length).toBeGreaterThan(1);
    expect(Math.min(...marks.slice(1).map((x, index) => x - marks[index]))).toBeGreaterThanOrEqual(56);
  });
});

test('everything recorded is escaped', () => {
  const bad = '<i>"\'&';
  const page = section({
    setting: bad, phases: [{ name: bad, from: 0, to: 142 }], left: { [bad]: [bad] },
    nodes: [{ ...HISTORY.nodes[0], name: bad, pool: bad, instanceType: bad, capacityType: bad, zone: bad }],
    pods: [{ ...HISTORY.pods[0], name: bad, namespace: bad, node: bad }],
    decisions: [{ at: 1, words: bad, about: bad }], calls: [{ service: bad, action: bad, count: 1 }],
  });
  expect(page).not.toContain('<i>');
  expect(page.split('&lt;i&gt;&quot;&#39;&amp;').length).toBeGreaterThan(15);
});

test('tables have the figures of the timeline', () => {
  const cells = [...section().matchAll(/<(?:th|td)[^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell.replace(/<[^>]+>/g, '').replace(
    /\u00a0/g, ' ',
  ).trim());
  expect(cells.join('|')).toContain('kwok-one|spark-compute-optimized|c5d.xlarge|on-demand|eu-west-1a|at 38 s|31 s|90 s|1');
  expect(cells.join('|')).toContain('kwok-two|spark-compute-optimized|c5d.2xlarge|spot|eu-west-1b|at 76 s|31 s|to the end|1');
  expect(cells.join('|')).toContain('taxi-1-driver driver|emr-data-team-a|kwok-one|at 37 s|32 s|50 s');
  expect(cells.join('|')).toContain('taxi-1-exec-2 executor|emr-data-team-a|none|at 75 s|to the end|never');
  expect(cells.join('|')).toContain('at 38 s|asks for one node for 1 pod|spark-compute-optimized');
  expect(cells.join('|')).toContain('ec2:DescribeInstanceTypes|6');
});

test('tells how gangs got their nodes, where there are some', () => {
  expect(section()).not.toContain('gang');
  const member = (isPlaceholder: boolean) => ({ gang: { application: 'spark-1', group: 'spark-driver', isPlaceholder } });
  const page = section({
    pods: [
      { name: 'taxi-1-driver', namespace: 'emr-data-team-a', kind: 'driver', node: 'kwok-one', created: 37, bound: 72, ...member(false) },
      { name: 'tg-1', namespace: 'emr-data-team-a', kind: 'other', node: 'kwok-one', created: 38, bound: 70, ended: 72, ...member(true) },
    ],
  });
  expect(page).toContain('The gang of taxi-1 in emr-data-team-a, by group and node');
  const cells = [...page.matchAll(/<(?:th|td)[^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell).join('|');
  expect(cells).toContain('spark-driver|c5d.xlarge, on-demand, eu-west-1a|1|38 s|69 s|70 s|1 of 1, 72 s|72 s');
});

test('says what is left, or that nothing is', () => {
  expect(section()).toContain('nothing is left');
  const page = section({ left: { pods: ['a', 'b'] } });
  expect(page).not.toContain('nothing is left');
  expect(page).toContain('<code>b</code>');
});

test('a run in which nothing happened says so', () => {
  const page = historySection(NOTHING).toString();
  expect(page).toContain('No pod and no node was seen.');
  expect(page).toContain('Nothing: no pod waited for a node.');
  expect(page).toContain('<p>Nothing.</p>');
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});
