import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { Checkpoint, CheckpointReader } from '../../core/ports/checkpoint.ts';
import { SafetensorsCheckpointReader } from '../safetensors/safetensors-checkpoint-reader.ts';
import { TorchCheckpointReader } from '../torch/torch-checkpoint-reader.ts';
import { combinedCheckpoint } from './combined-checkpoint.ts';
import { openOnnxFolder } from './onnx-folder.ts';
import { openShards } from './sharded-checkpoint.ts';

/** Weights that a folder may hold, in the order in which they are preferred. */
const weightNames = [
  'model.safetensors',
  'model.safetensors.index.json',
  'open_clip_model.safetensors',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'open_clip_pytorch_model.bin',
];

/** Subfolder with the image tower of a text tower that was trained to fit one. */
const imagePart = 'clip';

const shownNames = 10;

/** Opens weights of any known format: a file by its name, a folder by what it holds. */
export class FileCheckpointReader implements CheckpointReader {
  readonly #safetensors = new SafetensorsCheckpointReader();
  readonly #torch = new TorchCheckpointReader();

  async open(path: string): Promise<Checkpoint> {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isFolder ? this.#openFolder(path) : this.#openFile(path);
  }

  #openFile(path: string): Promise<Checkpoint> {
    if (path.endsWith('.index.json')) {
      return openShards(path, path.includes('.safetensors.') ? this.#safetensors : this.#torch);
    }
    if (path.endsWith('.onnx')) {
      throw new DomainError('INVALID_INPUT', `${basename(path)} is one graph of a model.`, {
        remedy: 'Pass the folder that holds both towers.',
      });
    }
    return (path.endsWith('.safetensors') ? this.#safetensors : this.#torch).open(path);
  }

  async #withPart(folder: string, whole: Checkpoint): Promise<Checkpoint> {
    const path = join(folder, imagePart);
    const hasPart = await lstat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!hasPart) return whole;
    try {
      return combinedCheckpoint(whole, imagePart, await this.open(path));
    } catch (error) {
      await whole.close();
      throw error;
    }
  }

  async #openFolder(folder: string): Promise<Checkpoint> {
    const names = (await readdir(folder)).sort();
    const known = weightNames.find((name) => names.includes(name));
    if (known !== undefined) return this.#withPart(folder, await this.#openFile(join(folder, known)));
    const torchFiles = names.filter((name) => name.endsWith('.pt'));
    if (torchFiles.length === 1) return this.#openFile(join(folder, torchFiles[0]!));
    const onnx = await openOnnxFolder(folder);
    if (onnx !== undefined) return onnx;
    throw noWeights(folder, names);
  }
}

function noWeights(folder: string, names: readonly string[]): DomainError {
  const shown = names.slice(0, shownNames).join(', ') + (names.length > shownNames ? ', …' : '');
  return new DomainError(
    'CHECKPOINT_UNREADABLE',
    `The folder ${basename(folder)} holds no model; it has: ${shown || 'nothing'}.`,
    { remedy: `Looked for: ${weightNames.join(', ')}, one *.pt, *.onnx, onnx/*.onnx.` },
  );
}
