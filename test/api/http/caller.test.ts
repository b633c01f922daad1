import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { currentCaller } from '../../../adapters/async/caller-context.ts';
import { DomainError } from '../../../core/errors.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { testServer } from '../../support/test-server.ts';

const query = '{ embedTexts(texts: ["[1,0,0,0]"]) { dimension } }';

it('tells work that waits when its client has left', async () => {
  const services = fakeServices(temporaryFolder());
  const { url } = await testServer({ services });
  const given = new Promise<unknown>((resolve) => {
    services.model.embedTexts = () =>
      new Promise((_, reject) => {
        const { signal, priority } = currentCaller();
        expect(priority).toBe('interactive');
        signal!.addEventListener('abort', () => {
          resolve(signal!.reason);
          reject(signal!.reason);
        });
        client.destroy();
      });
  });
  const headers = { 'content-type': 'application/json' };
  const client = request(`${url}/graphql`, { method: 'POST', headers });
  client.on('error', () => undefined);
  client.end(JSON.stringify({ query }));
  expect(await given).toMatchObject({ code: 'CANCELLED' });
});

it('leaves the work of an answered request alone', async () => {
  const services = fakeServices(temporaryFolder());
  const { graphql } = await testServer({ services });
  let signal: AbortSignal | undefined;
  const embed = services.model.embedTexts.bind(services.model);
  services.model.embedTexts = (texts) => {
    ({ signal } = currentCaller());
    return embed(texts);
  };
  expect((await graphql(query)).errors).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(signal!.aborted).toBe(false);
});

it('is suspected of no leak where a request waits for many things at once', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const services = fakeServices(temporaryFolder());
  const { graphql } = await testServer({ services });
  const embed = services.model.embedTexts.bind(services.model);
  services.model.embedTexts = (texts) => {
    for (let i = 0; i < 20; i++) currentCaller().signal!.addEventListener('abort', () => undefined);
    return embed(texts);
  };
  expect((await graphql(query)).errors).toEqual([]);
  await setImmediate();
  expect(warnings).toEqual([]);
});

it('says when to come again after a refusal', async () => {
  const services = fakeServices(temporaryFolder());
  services.model.embedTexts = () =>
    Promise.reject(new DomainError('OVERLOADED', 'Too much waits.', { details: { retryAfterSeconds: 1 } }));
  const { url } = await testServer({ services });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
});
