import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Problem } from '../../inspect/assembly/command-line';

/** A change of the released source of a component. */
export interface SourceChange {
  /** Go module of the file. */
  readonly module: string;
  /** File in the module. */
  readonly file: string;
  /** Texts that the file has once, and what stands there instead. */
  readonly replacements: readonly (readonly [text: string, instead: string])[];
}

/**
 * Copies a module as Go verified it, changes the copy, and gives the arguments that make `go build` use it.
 *
 * The folder is made anew; `go.mod` and `go.sum` of the component stay as they are.
 */
export function changedModule(component: string, change: SourceChange, folder: string): string[] {
  const source = path.join(folder, 'module');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  copyWritable(sourceOf(component, change.module), source);
  const file = path.join(source, change.file);
  fs.writeFileSync(
    file,
    change.replacements.reduce((text, [one, other]) => replaceOnce(text, one, other), fs.readFileSync(file, 'utf8')),
  );
  const modfile = path.join(folder, 'go.mod');
  fs.writeFileSync(
    modfile, `${fs.readFileSync(path.join(component, 'go.mod'), 'utf8')}\nreplace ${change.module} => ${source}\n`,
  );
  fs.copyFileSync(path.join(component, 'go.sum'), path.join(folder, 'go.sum'));
  return ['-modfile', modfile];
}

/** Folder of a module in Go's cache; downloaded and verified when it is not there. */
function sourceOf(component: string, module: string): string {
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: component, env: process.env, encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Problem(`the source of ${module} is not there: ${stderr.trim() || stdout.trim()}`);
  }
  return JSON.parse(stdout).Dir;
}

/** Go's cache is read-only, and so would be a plain copy. */
function copyWritable(from: string, to: string): void {
  fs.mkdirSync(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      copyWritable(source, target);
    } else {
      fs.writeFileSync(target, fs.readFileSync(source));
    }
  }
}

function replaceOnce(text: string, one: string, other: string): string {
  const parts = text.split(one);
  if (parts.length !== 2) {
    throw new Problem(`a source to change has ${JSON.stringify(one)} ${parts.length - 1} times, expected once`);
  }
  return parts.join(other);
}
