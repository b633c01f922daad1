/** An entry that did not become an item. */
export interface Reject {
  readonly where: string;
  readonly key?: string | null;
  readonly code: string;
  readonly message: string;
}

const most = 10;

/** The first rejects of the beginning of `rejects.jsonl`; its last line may be cut. */
export function readRejects(text: string): readonly Reject[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines
    .filter((line) => line !== '')
    .slice(0, most)
    .map((line) => JSON.parse(line) as Reject);
}
