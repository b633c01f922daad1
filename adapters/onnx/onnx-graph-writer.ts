import type { Tower } from '../../core/plugin.ts';
import type { GraphWriter, WriteOptions, WrittenTower } from '../../core/ports/graph-writer.ts';
import { adaptOnnx } from './adapt-onnx.ts';
import { lowerGraph } from './lower-graph.ts';
import { measureRanges } from './measure-ranges.ts';
import { writeOnnxFile } from './write-onnx-file.ts';

/**
 * Writes a tower as `<name>.onnx` with its weights beside it in `<name>.weights` (ONNX external data): opset 21 plus
 * com.microsoft, dynamic batch and length. Other precisions than float32 have their name in the file's.
 */
export class OnnxGraphWriter implements GraphWriter {
  async write(tower: Tower, folder: string, options: WriteOptions = {}): Promise<WrittenTower> {
    if ('kind' in tower) return adaptOnnx(tower, folder, options);
    const { precision = 'float32', calibration, ...rest } = options;
    const isCalibrated = precision === 'int8' && calibration !== undefined;
    const ranges = isCalibrated ? await measureRanges(tower, folder, calibration) : undefined;
    const lowered = lowerGraph(tower, { precision, ...(ranges === undefined ? {} : { ranges }) });
    const name = precision === 'float32' ? tower.name : `${tower.name}.${precision}`;
    return writeOnnxFile({ ...rest, name, folder, graph: tower, lowered });
  }
}
