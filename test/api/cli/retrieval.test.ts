import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

function tuwen(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiledFile('api/main.js'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TUWEN_HOME: join(folder, 'home') },
  });
  return { status, stdout, stderr };
}

function asFile(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

describe.skipIf(!hasShared).each(['retrieval-model', 'retrieval-random'])(
  "the original's files of %s",
  (name) => {
    const golden = (suffix: string) => sharedPath(`golden/eval/${name}/valid_${suffix}.jsonl`);
    const texts = sharedPath('golden/eval/dataset/valid_texts.jsonl');

    it('topk, annotations transpose and recall write the same, byte for byte', () => {
      const [predictions, transposed] = [join(folder, `${name}.jsonl`), join(folder, `${name}.tr.jsonl`)];
      const features = { text: golden('texts.txt_feat'), image: golden('imgs.img_feat') };
      const run = tuwen(
        'topk',
        '--queries',
        features.text,
        '--candidates',
        features.image,
        '--output',
        predictions,
      );
      expect(run).toMatchObject({ status: 0, stderr: expect.stringMatching(/^\d+ predictions written/) });
      expect(readFileSync(predictions, 'utf8')).toBe(readFileSync(golden('predictions'), 'utf8'));
      const back = ['--queries', features.image, '--candidates', features.text, '--output', predictions];
      tuwen('topk', ...back);
      expect(readFileSync(predictions, 'utf8')).toBe(readFileSync(golden('tr_predictions'), 'utf8'));
      tuwen('annotations', 'transpose', texts, '--output', transposed);
      expect(readFileSync(transposed, 'utf8')).toBe(readFileSync(golden('texts.tr'), 'utf8'));
      const score = tuwen('recall', texts, golden('predictions'));
      const expected = (file: string) =>
        JSON.parse(readFileSync(sharedPath(`golden/eval/${name}/${file}`), 'utf8')) as unknown;
      expect(JSON.parse(score.stdout)).toEqual(expected('output.json'));
      const output = join(folder, `${name}.score.json`);
      tuwen(
        'recall',
        transposed,
        golden('tr_predictions'),
        '--direction',
        'image-to-text',
        '--output',
        output,
      );
      expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(expected('output_tr.json'));
    });
  },
);

describe('bad files', () => {
  const texts = asFile('texts.jsonl', '{"text_id": 9007199254740993, "feature": [1, 0]}');

  it.each([
    [
      'of another width',
      asFile('wide.jsonl', '{"image_id": 1, "feature": [1, 0, 0]}'),
      /The queries have 2 numbers each, the candidates 3/,
    ],
    [
      'of both kinds',
      asFile('both.jsonl', '{"image_id": 1, "feature": [1, 0]}', '{"text_id": 1, "feature": [1, 0]}'),
      /holds features of image_id and text_id/,
    ],
    [
      'without vectors',
      asFile('none.jsonl', '{"image_id": 1}'),
      /Line 1 of none\.jsonl.*a list of numbers in "feature"/,
    ],
    ['that are not there', join(folder, 'no.jsonl'), /no\.jsonl: there is no such file/],
  ])('candidates %s are refused, and no file is left', (_, candidates, message) => {
    const output = join(folder, 'never.jsonl');
    const run = tuwen('topk', '--queries', texts, '--candidates', candidates, '--output', output);
    expect(run).toMatchObject({ status: 1, stderr: expect.stringMatching(message) });
    expect([existsSync(output), existsSync(`${output}.partial`)]).toEqual([false, false]);
  });

  it("unfit predictions are told in the original's words, with exit code 1", () => {
    const gold = asFile('gold.jsonl', '{"text_id": 1, "image_ids": [7]}');
    const run = tuwen('recall', gold, join(folder, 'missing.jsonl'));
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout)).toEqual({
      errorDetail: 'The submission file is not found!',
      errorMsg: 'The submission file is not found!',
      score: 0,
      scoreJson: {},
      success: false,
    });
  });

  it('ids beyond 2^53 survive', () => {
    const output = join(folder, 'large.jsonl');
    const candidates = asFile('large-images.jsonl', '{"image_id": 9007199254740995, "feature": [1, 0]}');
    tuwen('topk', '--queries', texts, '--candidates', candidates, '--output', output);
    expect(readFileSync(output, 'utf8')).toBe(
      '{"text_id": 9007199254740993, "image_ids": [9007199254740995]}\n',
    );
  });
});
