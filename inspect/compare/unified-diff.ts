/** Lines around a change that are shown with it. */
const CONTEXT = 2;

/**
 * What to do to the first list to get the second: lines with `-`, `+` or a space before them; none if the lists are
 * equal.
 */
export function unifiedDiff(before: readonly string[], after: readonly string[]): string[] {
  const script = editScript(before, after);
  const isNear = script.map(() => false);
  script.forEach(({ sign }, index) => {
    if (sign !== ' ') isNear.fill(true, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  });
  return script.flatMap(({ sign, line }, index) => {
    const gap = isNear[index] && index > 0 && !isNear[index - 1] ? ['…'] : [];
    return isNear[index] ? [...gap, `${sign}${line}`] : [];
  });
}

interface Edit {
  readonly sign: '-' | '+' | ' ';
  readonly line: string;
}

/** The shortest script, by the longest common subsequence of what lies between equal ends. */
function editScript(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)
  ) end += 1;
  const same = (line: string): Edit => ({ sign: ' ', line });
  const middle = between(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...before.slice(0, start).map(same), ...middle, ...before.slice(before.length - end).map(same)];
}

function between(before: readonly string[], after: readonly string[]): Edit[] {
  const length = before.map(() => new Uint32Array(after.length + 1)).concat(new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      length[i][j] = before[i] === after[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const script: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      script.push({ sign: ' ', line: before[i] });
      i += 1;
      j += 1;
    } else if (j >= after.length || (i < before.length && length[i + 1][j] >= length[i][j + 1])) {
      script.push({ sign: '-', line: before[i] });
      i += 1;
    } else {
      script.push({ sign: '+', line: after[j] });
      j += 1;
    }
  }
  return script;
}
