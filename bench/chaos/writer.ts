import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Client, codeOf, isUnclear } from './client.ts';

const addItems = `mutation ($items: [ItemInput!]!) {
  addItems(input: { collection: "c", items: $items }) { createdCount updatedCount rejected { key code } }
}`;

/** Stores pictures batch by batch. What was not confirmed is sent again, as a client whose connection was lost does. */
export class Writer {
  /** Keys that the server said are stored. */
  readonly told = new Set<string>();
  /** How often each kind of refusal came; connections that broke count too. */
  readonly refusals = new Map<string, number>();
  unclear = 0;
  readonly #client: Client;
  readonly #pictures: readonly string[];
  readonly #prefix: string;
  #next = 0;

  constructor(client: Client, pictures: readonly string[], prefix: string) {
    this.#client = client;
    this.#pictures = pictures;
    this.#prefix = prefix;
  }

  /** One batch of eight, until it is confirmed or `isOver`; false in that case. */
  async store(isOver: () => boolean): Promise<boolean> {
    const items = Array.from({ length: 8 }, (_, i) => this.#item(this.#next + i));
    while (!isOver()) {
      const answer = await this.#client.ask(addItems, { items }).catch((error: Error) => error);
      if (!this.#isConfirmed(answer, items.length)) {
        await sleep(200);
        continue;
      }
      for (const { key } of items) this.told.add(key);
      this.#next += items.length;
      return true;
    }
    return false;
  }

  #item(number: number) {
    const base64 = this.#pictures[number % this.#pictures.length]!;
    return {
      key: `${this.#prefix}${number}`,
      text: `第 ${number} 个`,
      image: { base64 },
      metadata: { number },
    };
  }

  #isConfirmed(answer: Answer | Error, count: number): boolean {
    if (answer instanceof Error) return this.#refuse('connection lost');
    const code = codeOf(answer);
    if (isUnclear(answer)) {
      this.unclear++;
      console.log(JSON.stringify(answer.errors));
    }
    if (code !== undefined) return this.#refuse(code);
    const { createdCount, updatedCount, rejected } = answer.data.addItems;
    if (rejected.length > 0) return this.#refuse(rejected[0].code);
    return createdCount + updatedCount === count;
  }

  #refuse(code: string): false {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    return false;
  }
}

/** `STORAGE_FAILED 3, connection lost 1` */
export function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ') || 'none';
}
