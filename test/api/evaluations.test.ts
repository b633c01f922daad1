import { expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { FakeModel } from '../support/fake-model.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testServer } from '../support/test-server.ts';

type Services = ReturnType<typeof fakeServices>;

/** A finished evaluation whose first `hits` of 400 queries have their answer first, the others fifth. */
async function evaluated(
  services: Services,
  model: string,
  hits: number,
  changes: JsonObject = {},
): Promise<string> {
  const { jobStore, jobFiles } = services;
  const { id } = await jobStore.enqueue('retrieval-evaluation', {});
  const claim = (await jobStore.claim(['retrieval-evaluation'], 1000))!;
  const lines = Array.from(
    { length: 400 },
    (_, i) => `{"direction":"text-to-image","id":${i},"rank":${i < hits ? 1 : 5}}\n`,
  );
  await jobFiles.write(id, 'outcomes.jsonl', lines);
  const spaceId = model === 'fake' ? 'space-a' : 'space-b';
  const result = { model, spaceId, dataFingerprint: 'data', ...changes };
  await jobStore.finish(claim, { state: 'succeeded', result, artefacts: [] });
  return id;
}

async function setup() {
  const services = fakeServices(temporaryFolder());
  services.models.models.push(new FakeModel({ name: 'new', spaceId: 'space-b' }));
  const server = await testServer({ services });
  const promote = (input: object) =>
    server.graphql(
      'mutation ($input: PromoteModelInput!) { promoteModel(input: $input) { model { name isDefault } comparison { parts { name } } } }',
      { input },
    );
  return { ...server, services, promote };
}

it('compares two evaluations of the same data', async () => {
  const { graphql, services } = await setup();
  const ids = [await evaluated(services, 'fake', 200), await evaluated(services, 'new', 260)];
  const { data } = await graphql(
    `query ($a: ID!, $b: ID!) {
      compareEvaluations(baseline: $a, candidate: $b) {
        baseline { id } candidate { id }
        parts {
          name count wonCount lostCount won(first: 2, skip: 1) { id baseline candidate } lost { id }
          measures { measure baseline candidate difference { value low high p } } classes { name }
        }
      }
    }`,
    { a: ids[0], b: ids[1] },
  );
  const { parts, ...jobs } = data.compareEvaluations;
  expect(jobs).toEqual({ baseline: { id: ids[0] }, candidate: { id: ids[1] } });
  expect(parts).toMatchObject([
    {
      name: 'text-to-image',
      count: 400,
      wonCount: 60,
      lostCount: 0,
      won: [{ id: '201' }, { id: '202' }],
      classes: [],
    },
  ]);
  expect(parts[0].measures[0]).toMatchObject({
    measure: 'R@1',
    baseline: 50,
    candidate: 65,
    difference: { value: 15 },
  });
});

it('refuses to compare what cannot be compared', async () => {
  const { graphql, services } = await setup();
  const [a, other] = [
    await evaluated(services, 'fake', 1),
    await evaluated(services, 'new', 1, { dataFingerprint: 'x' }),
  ];
  const { id: queued } = await services.jobStore.enqueue('retrieval-evaluation', {});
  for (const [candidate, code] of [
    [other, 'INVALID_INPUT'],
    [queued, 'INVALID_INPUT'],
    ['99', 'NOT_FOUND'],
  ]) {
    const query = `{ compareEvaluations(baseline: ${a}, candidate: ${candidate}) { parts { name } } }`;
    expect((await graphql(query)).errors[0]).toMatchObject({ extensions: { code } });
  }
});

it('promotes a model that is better, and one that is as good', async () => {
  const { services, promote } = await setup();
  await evaluated(services, 'fake', 200);
  const better = await evaluated(services, 'new', 260);
  const { data, errors } = await promote({ candidate: better });
  expect(errors).toEqual([]);
  expect(data.promoteModel).toMatchObject({ model: { name: 'new', isDefault: true } });
  expect(await services.models.defaultName()).toBe('new');
  const same = await evaluated(services, 'fake', 260);
  expect((await promote({ candidate: same, tolerance: 0 })).data.promoteModel.model.name).toBe('fake');
});

it('keeps a worse model from becoming the default, with the figures', async () => {
  const { services, promote } = await setup();
  await evaluated(services, 'fake', 200);
  const worse = await evaluated(services, 'new', 180);
  const { errors } = await promote({ candidate: worse });
  expect(errors[0]).toMatchObject({
    message: expect.stringMatching(/text-to-image: mean recall goes from 83\.33 to 81\.67.*−?-1\.67 points/),
    extensions: { code: 'PROMOTION_REFUSED', details: { measure: 'mean recall', tolerance: 1 } },
  });
  expect(await services.models.defaultName()).toBe('fake');
  expect((await promote({ candidate: worse, tolerance: 10 })).data.promoteModel.model.name).toBe('new');
});

it('asks for evaluations of the models as they are now', async () => {
  const { services, promote } = await setup();
  const candidate = await evaluated(services, 'new', 200);
  expect((await promote({ candidate })).errors[0]?.message).toContain('was not evaluated on the same data');
  const old = await evaluated(services, 'fake', 100, { spaceId: 'gone' });
  expect((await promote({ candidate, baseline: old })).errors[0]?.message).toContain(
    'did not evaluate fake as it is now',
  );
  const replaced = await evaluated(services, 'new', 300, { spaceId: 'gone' });
  expect((await promote({ candidate: replaced })).errors[0]?.message).toContain(
    'did not evaluate new as it is now',
  );
  expect((await promote({ candidate, tolerance: -1 })).errors[0]?.message).toContain('0 to 100');
});

/** A finished evaluation of three pictures of cats and two of dogs. */
async function classified(
  { jobStore, jobFiles }: Services,
  kind: string,
  file: string,
  names = ['outcomes.jsonl'],
): Promise<string> {
  const { id } = await jobStore.enqueue(kind, {});
  const claim = (await jobStore.claim([kind], 1000))!;
  const lines = ['猫猫', '猫猫', '猫狗', '狗狗', '狗狗'].map(
    ([actual, predicted], i) =>
      `${JSON.stringify({ templates: 'short', id: `${i}.png`, class: actual, predicted })}\n`,
  );
  await jobFiles.write(id, file, lines);
  const artefacts = names.map((name) => ({
    name,
    mediaType: 'application/x-ndjson',
    sizeBytes: 1,
    sha256: 'f'.repeat(64),
    path: `jobs/${id}/${name}`,
  }));
  await jobStore.finish(claim, { state: 'succeeded', result: {}, artefacts });
  return id;
}

const classQuery = `query ($id: ID!, $dataset: String, $templates: String, $first: Int! = 100, $size: Int) {
  classReport(evaluation: $id, dataset: $dataset, templates: $templates) {
    templates pictureCount classCount confusionCount
    classes(first: $first, skip: 1) { name count correct predictedCount accuracy low high }
    confusions { actual predicted count }
    confusionMatrix(size: $size) { names counts }
  }
}`;

it('gives classes and confusions of a zero-shot evaluation', async () => {
  const { graphql, services } = await setup();
  const id = await classified(services, 'zero-shot-evaluation', 'outcomes.jsonl');
  const { data, errors } = await graphql(classQuery, { id });
  expect(errors).toEqual([]);
  expect(data.classReport).toMatchObject({
    templates: 'short',
    pictureCount: 5,
    classCount: 2,
    confusionCount: 1,
    classes: [{ name: '狗', count: 2, correct: 2, predictedCount: 3, accuracy: 100, high: 100 }],
    confusions: [{ actual: '猫', predicted: '狗', count: 1 }],
    confusionMatrix: {
      names: ['猫', '狗'],
      counts: [
        [2, 1],
        [0, 2],
      ],
    },
  });
  const run = await classified(services, 'elevater-run', 'mnist.outcomes.jsonl', ['mnist.outcomes.jsonl']);
  const ofSet = await graphql(classQuery, { id: run, dataset: 'mnist', templates: 'short' });
  expect(ofSet.data.classReport.pictureCount).toBe(5);
});

it('has no classes where nothing was classified, and no more of them than is good', async () => {
  const { graphql, services } = await setup();
  const id = await classified(services, 'zero-shot-evaluation', 'outcomes.jsonl');
  const retrieval = await evaluated(services, 'fake', 1);
  for (const [variables, code] of [
    [{ id: retrieval }, 'INVALID_INPUT'],
    [{ id: '99' }, 'NOT_FOUND'],
    [{ id, dataset: '../other' }, 'INVALID_INPUT'],
    [{ id, templates: 'long' }, 'INVALID_INPUT'],
    [{ id, first: 1001 }, 'INVALID_INPUT'],
    [{ id, size: 51 }, 'INVALID_INPUT'],
  ] as const)
    expect((await graphql(classQuery, variables)).errors[0]).toMatchObject({ extensions: { code } });
});

it('needs the key to promote', async () => {
  const services = fakeServices(temporaryFolder());
  const { graphql } = await testServer({ services, adminKey: 'correct-horse-battery-staple' });
  const { errors } = await graphql('mutation { promoteModel(input: { candidate: 1 }) { model { name } } }');
  expect(errors[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
});
