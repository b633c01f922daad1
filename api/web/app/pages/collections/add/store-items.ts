import { asFailure, Failure } from '../../../client/failure.ts';
import type { Picture } from '../../../client/picture.ts';
import { request } from '../../../client/request.ts';
import { AddItemsDocument, type ItemInput } from '../../../generated/operations.ts';
import type { JsonObject } from '../json-text.ts';

/** An item to be stored. */
export interface NewItem {
  readonly key: string;
  readonly text: string | null;
  readonly metadata: JsonObject;
  readonly picture: Picture | undefined;
}

/** What became of the others is known before the next ones are sent. */
const batchSize = 16;

/** Stores one item. @throws Failure also when it was rejected */
export async function storeOne(collection: string, item: ItemInput): Promise<void> {
  const { addItems } = await request(AddItemsDocument, { collection, items: [item] });
  const rejected = addItems?.rejected[0];
  if (rejected !== undefined) throw new Failure(rejected.code, rejected.message);
}

/**
 * Stores items batch by batch; `onDone` hears of each item, with a failure when it was not stored. One that cannot be
 * sent or read does not keep back the others.
 * @throws Failure when a whole batch was refused; those before it are stored
 */
export async function storeItems(
  collection: string,
  items: readonly NewItem[],
  onDone: (index: number, failure: Failure | undefined) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += batchSize) {
    const inputs: { readonly index: number; readonly input: ItemInput }[] = [];
    for (const [offset, item] of items.slice(start, start + batchSize).entries()) {
      const index = start + offset;
      try {
        inputs.push({ index, input: await send(item) });
      } catch (error) {
        onDone(index, asFailure(error));
      }
    }
    if (inputs.length > 0) await storeBatch(collection, inputs, onDone);
  }
}

async function send({ picture, ...item }: NewItem): Promise<ItemInput> {
  return picture === undefined ? item : { ...item, image: await picture.use(async (image) => image) };
}

async function storeBatch(
  collection: string,
  inputs: readonly { readonly index: number; readonly input: ItemInput }[],
  onDone: (index: number, failure: Failure | undefined) => void,
): Promise<void> {
  const items = inputs.map(({ input }) => input);
  const { addItems } = await request(AddItemsDocument, { collection, items });
  for (const [at, { index }] of inputs.entries()) {
    const rejected = addItems?.rejected.find((one) => one.index === at);
    onDone(index, rejected && new Failure(rejected.code, rejected.message));
  }
}
