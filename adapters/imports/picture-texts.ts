import type { Audited, DatasetText } from '../../core/ports/dataset-files.ts';

/** Ids that a message names. */
const named = 3;

interface Entry {
  readonly where: string;
  readonly value: DatasetText;
  hasPicture: boolean;
}

/** The texts of pictures by the ids of these; in memory, because a picture's texts may stand anywhere in their file. */
export class PictureTexts {
  readonly #entries: Entry[] = [];
  readonly #byPicture = new Map<string, Entry[]>();

  add({ where, value }: { readonly where: string; readonly value: DatasetText }): void {
    const entry = { where, value, hasPicture: false };
    this.#entries.push(entry);
    for (const id of value.imageIds) {
      const known = this.#byPicture.get(id);
      if (known === undefined) this.#byPicture.set(id, [entry]);
      else known.push(entry);
    }
  }

  /** The texts of a picture that is there, in their order. */
  take(id: string): string[] {
    const entries = this.#byPicture.get(id) ?? [];
    for (const entry of entries) entry.hasPicture = true;
    return entries.map(({ value }) => value.text);
  }

  /** What no picture took. `images` names where these are. */
  *left(images: string): Generator<Audited<never>> {
    for (const { where, value, hasPicture } of this.#entries)
      if (!hasPicture) yield { where, problem: ownerless(value.imageIds, images) };
  }
}

function ownerless(ids: readonly string[], images: string): string {
  if (ids.length === 0) return 'the text names no picture';
  const more = ids.length > named ? ', …' : '';
  return `the text belongs to no picture: ${images} has none that can be used with the id ${ids.slice(0, named).join(', ')}${more}`;
}
