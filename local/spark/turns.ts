/** Lets some of those who wait do their work, and the next when one has done it. */
export class Turns {
  private readonly waiting: Array<() => void> = [];

  constructor(private free: number) {}

  public async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.free--;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free++;
      } else {
        next();
      }
    }
  }
}
