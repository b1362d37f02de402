/** Macros of the CRD's pattern for `budgets[].schedule`. */
const MACROS = ['@annually', '@yearly', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: string[];
}

/**
 * Fields as Karpenter's parser reads them.
 *
 * @see https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
 */
const FIELDS: Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** True if Karpenter can read the schedule: a macro, or five fields of lists, ranges and steps. */
export function isSchedule(text: string): boolean {
  if (text.startsWith('@')) {
    return MACROS.includes(text);
  }
  const fields = text.trim().split(/\s+/);
  return fields.length === FIELDS.length
    && fields.every((field, index) => field.split(',').every((item) => isItem(item, FIELDS[index])));
}

function isItem(item: string, field: Field): boolean {
  const match = /^([^/]+)(?:\/(\d+))?$/.exec(item);
  if (match === null || (match[2] !== undefined && Number(match[2]) < 1)) {
    return false;
  }
  if (match[1] === '*' || match[1] === '?') {
    return true;
  }
  const bounds = match[1].split('-').map((bound) => valueOf(bound, field));
  return bounds.length <= 2
    && bounds.every((value) => value >= field.min && value <= field.max)
    && bounds[0] <= bounds[bounds.length - 1];
}

/** NaN, which no comparison accepts, for what is no value of the field. */
function valueOf(bound: string, field: Field): number {
  const name = field.names?.indexOf(bound.toLowerCase()) ?? -1;
  if (name >= 0) {
    return name + field.min;
  }
  return /^\d+$/.test(bound) ? Number(bound) : NaN;
}
