import { DomainError } from '../../core/errors.ts';
import type { Checkpoint, CheckpointTensor } from '../../core/ports/checkpoint.ts';
import { openaiKeys } from '../../core/towers/clip-keys.ts';

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** Subfolder of the CLIP whose image tower is taken, as it stands before its keys. */
const imagePrefix = 'clip.';

/** `BertForSequenceClassification`, or a bare `BertModel`, whose keys have no prefix. */
const pooler = /^(bert\.)?pooler\.dense\.weight$/;

/** What a CLIP has and Taiyi puts its own in place of. */
const otherTextTower =
  /^(transformer\.|token_embedding\.weight$|positional_embedding$|ln_final\.|text_projection$)/;

/** Whether weights are those of a pooled BERT, with or without the CLIP they belong to in a subfolder. */
export function isTextTower(tensors: Tensors): boolean {
  const names = [...tensors.keys()];
  return (
    names.some((name) => pooler.test(name)) &&
    names.some((name) => /^(bert\.)?embeddings\.word_embeddings\.weight$/.test(name)) &&
    !names.some((name) => /^(module\.)?(visual|vision_model|text_model)\./.test(name))
  );
}

/** The part of a checkpoint that lies in the subfolder. @throws DomainError CHECKPOINT_MISMATCH when there is none */
export function imagePart(checkpoint: Checkpoint): Checkpoint {
  const inner = [...checkpoint.tensors].filter(([key]) => key.startsWith(imagePrefix));
  if (inner.length === 0) {
    throw new DomainError('CHECKPOINT_MISMATCH', `${checkpoint.fileName} is a text tower alone.`, {
      remedy:
        'Put the CLIP whose image tower it was trained with (openai/clip-vit-base-patch32 for 102M, openai/clip-vit-large-patch14 for 326M) into the subfolder clip/ beside it, and import the folder.',
    });
  }
  return {
    fileName: checkpoint.fileName,
    sizeBytes: checkpoint.sizeBytes,
    sha256: checkpoint.sha256,
    onnx: new Map(),
    close: () => checkpoint.close(),
    tensors: new Map(inner.map(([key, tensor]) => [key.slice(imagePrefix.length), tensor])),
    companion: (name) => checkpoint.companion(`clip/${name}`),
  };
}

/** Text weights under `bert.` and `classifier.`, image weights and `logit_scale` under the names of OpenAI. */
export function taiyiTensors(tensors: Tensors, imageTensors: Tensors): Tensors {
  const text = [...tensors]
    .filter(([key]) => !key.startsWith(imagePrefix) && !key.endsWith('embeddings.position_ids'))
    .map(([key, tensor]) => [key.replace(/^(embeddings|encoder|pooler)\./, 'bert.$1.'), tensor] as const);
  const image = [...openaiKeys(imageTensors)].filter(([key]) => !otherTextTower.test(key));
  return new Map([...text, ...image]);
}
