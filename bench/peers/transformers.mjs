/**
 * transformers.js as a peer: `node transformers.mjs <folder> <model>`. Prints "ready", then answers lines {"tower", "inputs"} with the
 * milliseconds from JPEGs (base64) or texts to vectors. Its model runs both towers for every call, so that the one that is not asked
 * for gets the least there is.
 */
import { createInterface } from 'node:readline';
import { AutoProcessor, AutoTokenizer, ChineseCLIPModel, env, RawImage } from '@huggingface/transformers';

const [, , folder, name] = process.argv;
env.allowRemoteModels = false;
env.localModelPath = folder;
const options = { dtype: 'fp32', device: 'cpu', session_options: { intraOpNumThreads: 2 } };
const [model, processor, tokenizer] = await Promise.all([
  ChineseCLIPModel.from_pretrained(name, options),
  AutoProcessor.from_pretrained(name),
  AutoTokenizer.from_pretrained(name),
]);
const oneText = tokenizer(['一'], { padding: true });
const onePicture = await processor([new RawImage(new Uint8Array(224 * 224 * 3), 224, 224, 3)]);

async function embed({ tower, inputs }) {
  if (tower === 'text') {
    const tokens = tokenizer(inputs, { padding: true, truncation: true });
    return (await model({ ...tokens, ...onePicture })).text_embeds;
  }
  const blobs = inputs.map((base64) => new Blob([Buffer.from(base64, 'base64')]));
  const pictures = await processor(await Promise.all(blobs.map((blob) => RawImage.fromBlob(blob))));
  return (await model({ ...oneText, ...pictures })).image_embeds;
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const started = performance.now();
  await embed(request);
  console.log(performance.now() - started);
}
