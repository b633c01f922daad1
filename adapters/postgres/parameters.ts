/** The values of one statement, numbered in the order in which they are named. */
export class Parameters {
  readonly values: unknown[] = [];

  /** What stands for the value in the statement. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
