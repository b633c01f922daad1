/**
 * @file `npm run example:evaluation`: the bundled starter model on the bundled drawings, retrieval both ways and
 * zero-shot classification by group, through the original's file formats. It leaves nothing behind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../adapters/files/package-root.ts';
import { Application } from '../api/application.ts';
import { writeLines } from '../api/cli/write-lines.ts';
import { readConfig } from '../api/config.ts';
import { importStarterModel } from '../api/starter.ts';
import type { EmbeddingModel } from '../core/embedding/embedding-model.ts';
import { batches } from '../core/evaluation/batches.ts';
import { imageToText, textToImage } from '../core/evaluation/retrieval-direction.ts';
import { annotationLine, featureLine, predictionLine } from '../core/evaluation/retrieval-lines.ts';
import { transposeAnnotations } from '../core/evaluation/transpose-annotations.ts';
import { zeroShotClassifier } from '../core/evaluation/zero-shot/classifier.ts';
import { classifySet, embedSet } from '../core/evaluation/zero-shot/evaluate.ts';
import { zeroShotReport } from '../core/evaluation/zero-shot/report.ts';
import type { DatasetFeature } from '../core/ports/dataset-files.ts';
import type { LabelledImages } from '../core/ports/labelled-images.ts';
import { evaluationText } from '../core/tokenization/evaluation-text.ts';

const starter = join(packageRoot, 'starter');
const gallery = (name: string) => join(starter, 'emoji-cn', name);
const batchSize = 128;
const templates = ['{}', '{}的图标', '一个{}的表情符号'];

const home = await mkdtemp(join(tmpdir(), 'tuwen-example-'));
const application = new Application(readConfig({ TUWEN_HOME: home }));
try {
  await importStarterModel({ folder: starter, home }, application);
  const model = await application.models.load();
  console.log('                 R@1    R@5   R@10   mean');
  await retrieval(model);
  await zeroShot(model);
} finally {
  await application.close();
  await rm(home, { recursive: true, force: true });
}

async function retrieval(model: EmbeddingModel): Promise<void> {
  const [texts, images] = [join(home, 'texts.txt_feat.jsonl'), join(home, 'imgs.img_feat.jsonl')];
  await writeLines(texts, textFeatures(model), featureLine);
  await writeLines(images, imageFeatures(model), featureLine);
  const reverseGold = join(home, 'texts.tr.jsonl');
  const annotations = await transposeAnnotations(application.datasets.texts(gallery('valid_texts.jsonl')));
  await writeLines(reverseGold, annotations, annotationLine);
  const runs = [
    { name: 'text → image', from: texts, to: images, gold: gallery('valid_texts.jsonl'), way: textToImage },
    { name: 'image → text', from: images, to: texts, gold: reverseGold, way: imageToText },
  ];
  for (const { name, from, to, gold, way } of runs) {
    const predictions = join(home, 'predictions.jsonl');
    await writeLines(predictions, application.retrieval.topK(from, to, 10), predictionLine);
    const report = await application.retrieval.recall(gold, predictions, way);
    if (!report.success) throw new Error(String(report.errorDetail));
    const { r1, r5, r10, mean_recall } = report.scoreJson;
    console.log(name.padEnd(14), ...[r1, r5, r10, mean_recall].map((value) => value.toFixed(1).padStart(6)));
  }
}

async function* textFeatures(model: EmbeddingModel): AsyncGenerator<DatasetFeature> {
  for await (const texts of batches(application.datasets.texts(gallery('valid_texts.jsonl')), batchSize)) {
    const embeddings = await model.embedTexts(texts.map(({ text }) => evaluationText(text)));
    for (const [i, { id }] of texts.entries()) yield { idField: 'text_id', id, vector: embeddings[i]!.unit };
  }
}

async function* imageFeatures(model: EmbeddingModel): AsyncGenerator<DatasetFeature> {
  for await (const images of batches(application.datasets.images(gallery('valid_imgs.tsv')), batchSize)) {
    const embeddings = await model.embedImages(images.map(({ bytes }) => bytes));
    for (const [i, { id }] of images.entries()) {
      const embedding = embeddings[i]!;
      if (embedding instanceof Error) throw embedding;
      yield { idField: 'image_id', id, vector: embedding.unit };
    }
  }
}

async function zeroShot(model: EmbeddingModel): Promise<void> {
  const set = await galleryByGroup();
  const classifier = await zeroShotClassifier(model, set.classes, templates);
  const result = await classifySet(await embedSet(model, set, { unreadable: 'fail' }), classifier);
  const { accuracy, classes } = await zeroShotReport(result, { templates: 'example', labels: set.classes });
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(
    `\ngroups: top-1 ${percent(accuracy.value)} (95 %: ${percent(accuracy.low)}–${percent(accuracy.high)})`,
  );
  for (const { name, count, correct } of classes)
    console.log(`  ${name}: ${percent(correct / count)} of ${count}`);
}

/** The drawings by the group that items.jsonl names. */
async function galleryByGroup(): Promise<LabelledImages> {
  const groups = new Map<string, string>();
  for await (const item of application.datasets.records(gallery('items.jsonl')))
    groups.set(String(item['image_id']), String(item['group']));
  const classes = [...new Set(groups.values())].sort();
  const bytesOf = new Map<string, Uint8Array>();
  for await (const { id, bytes } of application.datasets.images(gallery('valid_imgs.tsv')))
    bytesOf.set(id, bytes);
  const images = Array.from(bytesOf.keys(), (id) => ({
    path: id,
    classIndex: classes.indexOf(groups.get(id)!),
  }));
  return { classes, images, strays: [], read: async ({ path }) => bytesOf.get(path)! };
}
