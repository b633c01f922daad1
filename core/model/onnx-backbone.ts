import { DomainError } from '../errors.ts';
import type { Backbone, OnnxInputRole, OnnxTower } from '../plugin.ts';
import type { OnnxFile, OnnxPort, OnnxTowerDescription } from '../ports/checkpoint.ts';
import type { FixedShapes, ImagePreprocessing } from './manifest.ts';

/** An output of an ONNX file as a tower. */
export interface OnnxTowerSource {
  /** As messages show it. */
  readonly fileName: string;
  readonly file: OnnxFile;
  readonly output: string;
  /** Roles of inputs by their name; what the output does not depend on may be among them. */
  readonly inputs: Readonly<Record<string, OnnxInputRole>>;
}

export interface OnnxPair {
  readonly image: OnnxTowerSource;
  readonly text: OnnxTowerSource;
  /** Of the pictures; their size is the graph's where it is left out. */
  readonly preprocessing: Omit<ImagePreprocessing, 'size'> & { readonly size?: number };
  /** Id whose places a text's attention mask leaves out; needed where a tower has one. */
  readonly padId: number | undefined;
}

/** What a pair of ONNX towers tells about itself. */
export type OnnxBackbone = Pick<
  Backbone,
  'dimension' | 'image' | 'parameters' | 'imageTower' | 'textTower' | 'fixedShapes'
> & {
  /** Rows of the word embedding, where they can be told. */
  readonly vocabularySize?: number;
};

/**
 * A pair of ONNX towers as the larger part of a backbone.
 * @throws DomainError CHECKPOINT_MISMATCH when an output or input is missing, has no role or another shape;
 *   CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE for the files
 */
export async function onnxBackbone(pair: OnnxPair): Promise<OnnxBackbone> {
  const [image, text] = await Promise.all([pair.image, pair.text].map(describeTower));
  const pixels = requireInput(pair.image, image!, 'pixels');
  const ids = requireInput(pair.text, text!, 'ids');
  const dimension = requireDimension(pair.image, image!);
  const textDimension = requireDimension(pair.text, text!);
  if (textDimension !== dimension) {
    throw mismatch(`Pictures become ${dimension} numbers and texts ${textDimension}.`);
  }
  const preprocessing = { ...pair.preprocessing, size: requireSize(pair, pixels) };
  const fixedShapes = fixedShapesOf(pair, pixels, ids);
  return {
    dimension,
    image: preprocessing,
    parameters: {
      total: image!.parameters + text!.parameters,
      visual: image!.parameters,
      text: text!.parameters,
    },
    imageTower: { ...towerOf('image', pair.image), image: preprocessing },
    textTower: { ...towerOf('text', pair.text), ...(pair.padId === undefined ? {} : { padId: pair.padId }) },
    ...(fixedShapes === undefined ? {} : { fixedShapes }),
    ...(ids.tableRows === undefined ? {} : { vocabularySize: ids.tableRows }),
  };
}

function towerOf(name: OnnxTower['name'], { file, output, inputs }: OnnxTowerSource): OnnxTower {
  return { kind: 'onnx', name, path: file.path, output, inputs };
}

async function describeTower({ fileName, file, output, inputs }: OnnxTowerSource) {
  const described = await file.describe(output);
  for (const { name } of described.inputs) {
    if (Object.hasOwn(inputs, name)) continue;
    throw mismatch(
      `The output ${output} of ${fileName} depends on the input ${name}, of which nothing is known.`,
    );
  }
  return described;
}

function requireInput(
  { fileName, output, inputs }: OnnxTowerSource,
  described: OnnxTowerDescription,
  role: OnnxInputRole,
): OnnxPort {
  const found = described.inputs.filter(({ name }) => inputs[name] === role);
  if (found.length === 1) return found[0]!;
  throw mismatch(
    `The output ${output} of ${fileName} depends on ${found.length} inputs of the role ${role}, expected one.`,
  );
}

function requireDimension({ fileName }: OnnxTowerSource, { output }: OnnxTowerDescription): number {
  const [, dimension] = output.shape ?? [];
  if (output.shape?.length === 2 && dimension !== undefined) return dimension;
  throw mismatch(
    `The output ${output.name} of ${fileName} is ${shapeOf(output)}, expected [batch, dimension] with a known dimension.`,
  );
}

function requireSize({ image: { fileName }, preprocessing }: OnnxPair, pixels: OnnxPort): number {
  const [, channels = 3, height, width] = pixels.shape ?? [];
  const size = preprocessing.size ?? height ?? width;
  const agrees = size !== undefined && [height ?? size, width ?? size].every((edge) => edge === size);
  if ((pixels.shape?.length ?? 4) === 4 && channels === 3 && agrees) return size;
  const expected = `[batch, 3, ${size ?? 'n'}, ${size ?? 'n'}]`;
  throw mismatch(`The input ${pixels.name} of ${fileName} is ${shapeOf(pixels)}, expected ${expected}.`);
}

/** Batch and length that the graphs were exported with. */
function fixedShapesOf({ image, text }: OnnxPair, pixels: OnnxPort, ids: OnnxPort): FixedShapes | undefined {
  const imageBatch = fixedBatch(image, pixels);
  const textBatch = fixedBatch(text, ids);
  const textLength = ids.shape?.[1];
  const fixed = {
    ...(imageBatch === undefined ? {} : { imageBatch }),
    ...(textBatch === undefined ? {} : { textBatch }),
    ...(textLength === undefined ? {} : { textLength }),
  };
  return Object.keys(fixed).length === 0 ? undefined : fixed;
}

function fixedBatch({ fileName }: OnnxTowerSource, { name, shape }: OnnxPort): number | undefined {
  const batch = shape?.[0];
  if (batch === undefined || batch === 1) return batch;
  throw mismatch(
    `The input ${name} of ${fileName} takes batches of ${batch} only.`,
    'Export it for batches of one or of any size.',
  );
}

function shapeOf({ shape }: OnnxPort): string {
  return shape === undefined ? 'without a shape' : `[${shape.map((length) => length ?? '?').join(', ')}]`;
}

function mismatch(message: string, remedy?: string): DomainError {
  return new DomainError('CHECKPOINT_MISMATCH', message, remedy === undefined ? {} : { remedy });
}
