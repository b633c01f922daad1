import type { Precision } from '../../core/model/manifest.ts';
import type { Checkpoint, OnnxFile } from '../../core/ports/checkpoint.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';

/** The towers of a folder with ONNX files, by what wrote them. */
export interface OnnxFiles {
  readonly layout: 'original' | 'hugging-face';
  readonly precision: Precision;
  readonly image: NamedFile;
  readonly text: NamedFile;
}

export interface NamedFile {
  readonly fileName: string;
  readonly file: OnnxFile;
}

/** Names of cn_clip/deploy/pytorch_to_onnx.py, the more exact ones first. */
const originalNames = [
  ['.fp32.onnx', 'float32'],
  ['.fp16.onnx', 'float16'],
] as const;

/** Endings that Hugging Face's exports give their files, the more exact ones first. */
const huggingFaceNames = [
  ['.onnx', 'float32'],
  ['_fp16.onnx', 'float16'],
  ['_quantized.onnx', 'int8'],
  ['_int8.onnx', 'int8'],
  ['_uint8.onnx', 'int8'],
] as const;

/**
 * The pair of the original's export (`<prefix>.img.fp32.onnx`, `<prefix>.txt.fp32.onnx`), or the files of a Hugging
 * Face export whose `config.json` says chinese_clip: `model.onnx` with both towers, or `vision_model.onnx` and
 * `text_model.onnx`. Of several precisions the most exact one. Undefined where there is neither.
 */
export async function findOnnxFiles(checkpoint: Checkpoint): Promise<OnnxFiles | undefined> {
  if (checkpoint.onnx.size === 0) return undefined;
  return (
    original(checkpoint.onnx) ?? ((await isChineseClip(checkpoint)) ? huggingFace(checkpoint) : undefined)
  );
}

function original(onnx: Checkpoint['onnx']): OnnxFiles | undefined {
  for (const [ending, precision] of originalNames) {
    for (const [fileName, file] of onnx) {
      if (!fileName.endsWith(`.img${ending}`)) continue;
      const textName = `${fileName.slice(0, -`.img${ending}`.length)}.txt${ending}`;
      const text = onnx.get(textName);
      if (text === undefined) continue;
      const [image, texts] = [
        { fileName, file },
        { fileName: textName, file: text },
      ];
      return { layout: 'original', precision, image, text: texts };
    }
  }
  return undefined;
}

function huggingFace({ onnx }: Checkpoint): OnnxFiles | undefined {
  const files = [...onnx].map(([fileName, file]) => ({ fileName, file }));
  const named = (name: string) => files.find(({ fileName }) => fileName.split('/').at(-1) === name);
  for (const [ending, precision] of huggingFaceNames) {
    const both = named(`model${ending}`);
    const image = named(`vision_model${ending}`) ?? both;
    const text = named(`text_model${ending}`) ?? both;
    if (image !== undefined && text !== undefined) return { layout: 'hugging-face', precision, image, text };
  }
  return undefined;
}

async function isChineseClip(checkpoint: Checkpoint): Promise<boolean> {
  try {
    const config = await checkpoint.companion('config.json');
    return config !== undefined && parseForeignJson(config, 'config.json')['model_type'] === 'chinese_clip';
  } catch {
    return false;
  }
}
