/** What one part of the run did and found. */
export interface Finding {
  readonly part: string;
  /** What was done, and figures. */
  readonly done: string;
  /** Of what clients were told is stored, what the database has not. */
  readonly lost: number;
  /** What is there twice. */
  readonly doubled: number;
  /** Processes that ended by themselves, and rejections that nobody handled. */
  readonly crashed: number;
  /** Answers that tell nothing: INTERNAL_SERVER_ERROR, and errors without a code. */
  readonly unclear: number;
}

/** A part that could not run here, and why. */
export interface Skipped {
  readonly part: string;
  readonly skipped: string;
}

export function printTable(rows: readonly (Finding | Skipped)[]): void {
  console.log(
    '\n| part | done | lost | doubled | crashed | unclear |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const row of rows) {
    if ('skipped' in row) console.log(`| ${row.part} | skipped: ${row.skipped} | | | | |`);
    else {
      const { part, done, lost, doubled, crashed, unclear } = row;
      console.log(`| ${part} | ${done} | ${lost} | ${doubled} | ${crashed} | ${unclear} |`);
    }
  }
}

export function isClean(row: Finding | Skipped): boolean {
  return 'skipped' in row || row.lost + row.doubled + row.crashed + row.unclear === 0;
}
