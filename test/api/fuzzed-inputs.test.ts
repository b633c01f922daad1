import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { huggingFaceApi } from '../../adapters/hub/hugging-face-api.ts';
import { modelScopeApi } from '../../adapters/hub/modelscope-api.ts';
import { JwksTokenVerifier } from '../../adapters/jwt/jwks-token-verifier.ts';
import { PublicUrlFetcher } from '../../adapters/web/public-url-fetcher.ts';
import { readSignedArtefact, signedArtefactPath } from '../../api/http/signed-artefact.ts';
import { isSignedImage, signImage } from '../../api/http/signed-image.ts';
import { readSignedUpload, signedUploadPath } from '../../api/http/signed-upload.ts';
import { decodeBase64, decodePictureBytes } from '../../api/schema/base/base64.ts';
import { PackedFloats } from '../../api/schema/base/scalars.ts';
import { DomainError } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { readUrl } from '../../core/read-url.ts';
import { itemTerms, readKeywords } from '../../core/search/keyword-terms.ts';
import { decodeRankCursor, encodeRankCursor } from '../../core/search/rank-cursor.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../support/fuzz.ts';
import { mutate } from '../support/mutate.ts';
import { mutateJson } from '../support/mutate-json.ts';

const asText = (bytes: Buffer) => bytes.toString('latin1');

it(`decodes or refuses each of ${fuzzRuns} cursors`, fuzzTimeout, () => {
  const cursors = [
    encodeRankCursor({ rank: 5, score: 0.1234567, itemId: '12' }, 'r'),
    encodeRankCursor({ rank: 5, score: -1, itemId: '12', newestItemId: '99' }, 'r'),
  ];
  return fuzz({
    seed: 20261209,
    // What is inside is changed too, because whoever knows base64 can.
    make: (run, random) => {
      const cursor = cursors[run % 2]!;
      if (random() < 0.3) return mutate(Buffer.from(cursor), random);
      return Buffer.from(mutate(Buffer.from(cursor, 'base64url'), random).toString('base64url'));
    },
    read: async (bytes) => {
      const { rank, score, itemId } = decodeRankCursor(asText(bytes), 'r');
      expect([typeof rank, typeof score, typeof itemId]).toEqual(['number', 'number', 'string']);
    },
    refusals: /^INVALID_INPUT$/,
  });
});

it(`decodes or refuses each of ${fuzzRuns} base64 texts, and nothing else comes out`, () => {
  const random = seededRandom(20261210);
  const floats = Buffer.from(Float32Array.from({ length: 16 }, (_, i) => i).buffer).toString('base64');
  for (let run = 0; run < fuzzRuns; run++) {
    const text = asText(mutate(Buffer.from(run % 2 ? floats : `data:image/png;base64,${floats}`), random));
    const decoded = decodeBase64(text);
    if (decoded !== undefined) expect(Buffer.from(decoded).toString('base64').length).toBe(text.length);
    for (const parse of [() => decodePictureBytes(text), () => PackedFloats.parseValue(text)]) {
      try {
        parse();
      } catch (error) {
        expect((error as Error).name).toBe('GraphQLError');
      }
    }
  }
});

it(`takes none of ${fuzzRuns} signed paths of which anything was changed`, () => {
  const random = seededRandom(20261211);
  const secret = Buffer.alloc(32, 7);
  const [sha256, id] = ['a'.repeat(64), 'b'.repeat(32)];
  const paths = [
    `/images/${sha256}?${signImage(secret, sha256)}`,
    signedArtefactPath(secret, { jobId: '1', name: 'a.jsonl' } as never),
    signedUploadPath(secret, { id, sizeBytes: 5, expiresAt: new Date(Date.now() + 60_000) }),
  ];
  const isTaken = (path: string): boolean => {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const [, kind, first = '', name = '', ...more] = pathname.split('/');
    // As the routes have it.
    if (more.length > 0 || (name !== '') !== (kind === 'artefacts')) return false;
    if (kind === 'images') return isSignedImage(secret, first, searchParams);
    if (kind === 'artefacts')
      return readSignedArtefact(secret, { jobId: first, name }, searchParams) !== undefined;
    return kind === 'uploads' && readSignedUpload(secret, first, searchParams) !== undefined;
  };
  expect(paths.every(isTaken)).toBe(true);
  const meaning = (path: string) => {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    return [pathname, ...['size', 'expires', 'signature'].map((name) => searchParams.get(name))].join(' ');
  };
  for (let run = 0; run < fuzzRuns; run++) {
    const original = paths[run % paths.length]!;
    const path = asText(mutate(Buffer.from(original), random));
    if (readUrl(path, 'http://localhost') === undefined || meaning(path) === meaning(original)) continue;
    expect([path, isTaken(path)]).toEqual([path, false]);
  }
});

it(`takes none of ${fuzzRuns} JSON Web Tokens of which anything was changed`, fuzzTimeout, async () => {
  const random = seededRandom(20261212);
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const verifier = new JwksTokenVerifier({ jwksUrl, issuer: 'i', audience: 'a', roleClaim: 'role' });
    const claims = {
      iss: 'i',
      aud: 'a',
      sub: 'me',
      exp: Math.floor(Date.now() / 1000) + 600,
      role: 'reader',
    };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey);
    expect(await verifier.verify(token)).toEqual({ subject: 'me', role: 'reader' });
    for (let run = 0; run < fuzzRuns; run++) {
      const changed = asText(mutate(Buffer.from(token), random));
      // The last character of a part may hold bits that mean nothing.
      if (decodedParts(changed) !== decodedParts(token))
        expect(await verifier.verify(changed)).toBeUndefined();
    }
  } finally {
    server.close();
  }
});

const decodedParts = (token: string) =>
  token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');

it(`connects to nothing private, whatever ${fuzzRuns} addresses say`, fuzzTimeout, async () => {
  const random = seededRandom(20261213);
  const seeds = [
    'http://127.0.0.1/a.png',
    'https://[::ffff:10.0.0.1]/',
    'http://2130706433/',
    'http://localhost:80/x',
    'http://user:pass@169.254.169.254/latest',
    'file:///etc/passwd',
    'http://example.org@192.168.0.1/',
  ];
  const asked: string[] = [];
  // Nothing is let through, so that no test ever leaves this machine.
  const isAllowed = (address: string) => {
    asked.push(address);
    return false;
  };
  const lookup = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(null, [{ address: '10.0.0.1', family: 4 }])) as never;
  const fetcher = new PublicUrlFetcher({ isAllowed, lookup });
  for (let run = 0; run < fuzzRuns; run++) {
    const url = asText(mutate(Buffer.from(seeds[run % seeds.length]!), random));
    const error = await fetcher.fetch(url).catch((cause: unknown) => cause);
    expect([url, error]).toEqual([url, expect.any(DomainError)]);
    expect((error as DomainError).code).toBe('URL_REFUSED');
  }
  expect(asked.length).toBeGreaterThan(0);
});

it(`makes bounded terms of ${fuzzRuns} texts`, fuzzTimeout, () => {
  const random = seededRandom(20261214);
  const seeds = [
    '红色的 Red Umbrella 2024',
    '\ufdfa'.repeat(20),
    'ａｂｃカタカナ한국어',
    '\ud800x\udc00',
    "a'b & c | !d:*",
  ];
  for (let run = 0; run < fuzzRuns; run++) {
    const text = mutate(Buffer.from(seeds[run % seeds.length]!.repeat(1 + (run % 5))), random).toString();
    const terms = [...itemTerms(text, { a: [text] }), ...readKeywords(text).terms.flat()];
    for (const term of terms) expect(term).toMatch(/^[^\s]{1,64}$/);
    expect(readKeywords(text).terms.flat().length).toBeLessThanOrEqual(64);
  }
});

it(`reads or leaves out what ${fuzzRuns} changed listings of hubs say`, () => {
  const random = seededRandom(20261215);
  const listings: readonly JsonValue[] = [
    {
      sha: 'a'.repeat(40),
      siblings: [
        { rfilename: 'a.bin', size: 5, lfs: { sha256: 'b'.repeat(64), size: 5 } },
        { rfilename: 'c', size: 1, blobId: 'd'.repeat(40) },
      ],
    },
    { Data: { Files: [{ Path: 'a.bin', Size: 5, Sha256: 'b'.repeat(64), Mode: 33188, Type: 'blob' }] } },
  ];
  for (let run = 0; run < fuzzRuns; run++) {
    const listing = mutateJson(listings[run % 2]!, random);
    for (const api of [huggingFaceApi, modelScopeApi]) {
      for (const file of api.readListing(listing)?.files ?? []) expect(typeof file.path).toBe('string');
    }
  }
});
