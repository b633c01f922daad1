import { readFileSync } from 'node:fs';
import type { Backbone } from '../../core/plugin.ts';
import { openGraph } from './golden-towers.ts';

/** Inputs of both towers, and the features that the reference code made of them. */
export interface TowerFixture {
  readonly size: number;
  /** Hex of RGB bytes (count, size, size, 3). */
  readonly pixels: string;
  readonly ids: readonly (readonly number[])[];
  readonly images: readonly (readonly number[])[];
  readonly texts: readonly (readonly number[])[];
}

export function readTowerFixture(url: URL): TowerFixture {
  return JSON.parse(readFileSync(url, 'utf8')) as TowerFixture;
}

/** Features that the image tower makes of the fixture's pictures. */
export async function imageFeatures({ imageTower }: Backbone, fixture: TowerFixture): Promise<Float32Array> {
  const { size, images } = fixture;
  const data = Uint8Array.from(Buffer.from(fixture.pixels, 'hex'));
  const session = await openGraph(imageTower);
  const { features } = await session.run({
    pixels: { type: 'uint8', dims: [images.length, size, size, 3], data },
  });
  await session.close();
  return features?.data as Float32Array;
}

/** Features that the text tower makes of rows of ids. */
export async function textFeatures(
  { textTower }: Backbone,
  ids: readonly (readonly number[])[],
): Promise<Float32Array> {
  const session = await openGraph(textTower);
  const dims = [ids.length, ids[0]!.length];
  const { features } = await session.run({
    ids: { type: 'int32', dims, data: Int32Array.from(ids.flat()) },
  });
  await session.close();
  return features?.data as Float32Array;
}
