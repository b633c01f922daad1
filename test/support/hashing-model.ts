import type { Embedding, TextEmbedding } from '../../core/embedding/embedding-model.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { norm } from '../../core/numeric/vectors.ts';
import { FakeModel, unreadable } from './fake-model.ts';

/** A model of any dimension: equal contents have equal vectors, others lie anywhere. */
export class HashingModel extends FakeModel {
  /** A picture with this in it cannot be read. */
  cannotRead: string | undefined;
  /** Called before pictures are embedded. */
  beforeImages: () => Promise<void> = async () => undefined;

  constructor(name: string, dimension: number) {
    super({ name, dimension, spaceId: `space-of-${name}` });
  }

  override async embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]> {
    return texts.map((text) => ({ ...this.vectorOf(text), tokenization: this.tokenize(text) }));
  }

  override async embedImages(images: readonly Uint8Array[]): Promise<readonly (Embedding | Error)[]> {
    await this.beforeImages();
    return images.map((image) => {
      const content = new TextDecoder().decode(image);
      const isUnreadable = this.cannotRead !== undefined && content.includes(this.cannotRead);
      return isUnreadable ? unreadable() : this.vectorOf(content);
    });
  }

  vectorOf(content: string): Embedding {
    const seed = Array.from(`${this.manifest.name} ${content}`).reduce(
      (hash, c) => Math.imul(hash, 31) + c.codePointAt(0)!,
      7,
    );
    const random = seededRandom(seed);
    const raw = Float32Array.from({ length: this.manifest.dimension }, () => random() - 0.5);
    const length = norm(raw);
    return { raw, norm: length, unit: raw.map((value) => value / length) };
  }
}
