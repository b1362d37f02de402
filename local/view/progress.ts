import type { StackEvent } from '../deploy/model';

/** Tells the history of a deployment: what takes time and what fails a line each, the rest as a count. */
export class Progress {
  private readonly started = Date.now();
  private quiet = 0;

  constructor(private readonly write: (line: string) => void) {}

  public readonly log = (line: string): void => {
    this.write(`${((Date.now() - this.started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };

  public readonly event = ({ key, type, action, seconds, error, replaced }: StackEvent): void => {
    if (error !== undefined) {
      this.log(`${action} ${key} (${type}) failed:\n${indented(error.message)}`);
    } else if (type.startsWith('Custom::') || replaced || action === 'roll back') {
      this.log(`${action}${replaced ? ' (replaced)' : ''} ${key}  ${seconds.toFixed(1)} s`);
    } else {
      this.quiet++;
    }
  };

  /** Ends a phase. */
  public phase(line: string): void {
    this.log(`${line}${this.quiet > 0 ? `; ${this.quiet} resources beside those above` : ''}`);
    this.quiet = 0;
  }
}

function indented(text: string): string {
  return text.split('\n').map((line) => `            ${line}`).join('\n');
}
