import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { type LogOptions, openLog } from '../../../adapters/log/pino-log.ts';
import { passwordsOf } from '../../../adapters/log/scrub.ts';
import { DomainError } from '../../../core/errors.ts';

const databaseUrl = 'postgres://tuwen:p%40ss%2Fword-77@db.internal:5432/tuwen';
const adminKey = 'correct-horse-"battery"-staple';
const secrets = [adminKey, 'hf_hubtoken123', ...passwordsOf([databaseUrl])];
const key = `tuwen_k3wq7x2p_${'s3cret'.repeat(7)}x`;
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

async function lines(options: Partial<LogOptions> = {}) {
  const written: string[] = [];
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  return { written, log: await openLog({ form: 'json', level: 'debug', secrets, to, ...options }) };
}

it('writes an event as one line of JSON, with time, level and error', async () => {
  const { written, log } = await lines();
  const cause = new Error('two\nlines');
  log.error('request', { requestId: 'r1', error: new DomainError('TIMEOUT', 'Too long.', { cause }) });
  log.info('done');
  expect(written).toHaveLength(2);
  expect(JSON.parse(written[0]!)).toMatchObject({
    level: 'error',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    message: 'request',
    requestId: 'r1',
    error: {
      code: 'TIMEOUT',
      message: 'Too long.',
      stack: expect.any(String),
      cause: { message: 'two\nlines' },
    },
  });
  expect(written[0]!.trimEnd()).not.toContain('\n');
});

it('leaves out what is below its level', async () => {
  const { written, log } = await lines({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  expect(written.map((line) => JSON.parse(line).message)).toEqual(['c']);
});

it.each(['json', 'text'] as const)('takes secrets out wherever they come in, as %s', async (form) => {
  const { written, log } = await lines({ form });
  const pgError = Object.assign(new Error(`password authentication failed: ${databaseUrl}`), {
    detail: 'Key (name)=(a private text) already exists.',
  });
  log.error(`connecting to ${databaseUrl}`, { error: pgError });
  log.warn('headers', {
    headers: { authorization: `Bearer ${key}`, cookie: 'session=abcdefgh', 'x-api-key': adminKey },
    url: '/uploads/1?size=3&expires=9&signature=c2lnbmVkLXBhdGg',
    variables: { token: key, nested: [jwt, { password: 'hunter22' }] },
  });
  log.info(`Authorization: Bearer ${jwt}; hub hf_hubtoken123; ${adminKey}`);
  log.info(`the key ${key}`);
  log.info(`https://user:opensesame@host/ ${encodeURIComponent(adminKey)}`);
  const all = written.join('');
  const leaked = [
    'p%40ss%2Fword-77',
    'p@ss/word-77',
    adminKey,
    JSON.stringify(adminKey).slice(1, -1),
    encodeURIComponent(adminKey),
    'hf_hubtoken123',
    's3cret',
    jwt,
    'c2lnbmVkLXBhdGg',
    'hunter22',
    'abcdefgh',
    'opensesame',
    'a private text',
  ].filter((secret) => all.includes(secret));
  expect(leaked).toEqual([]);
  expect(all).toContain('tuwen_k3wq7x2p_***');
});
