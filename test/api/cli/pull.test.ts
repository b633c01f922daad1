import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { type Behaviour, commit, HubServer } from '../../adapters/hub/hub-server.ts';
import { starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const files = {
  'README.md': Buffer.from('# A model'),
  'starter.pt': readFileSync(starterPath('starter.pt')),
  'vocab.txt': readFileSync(starterPath('vocab.txt')),
};
const token = 'hf_secret-token';
const main = compiledFile('api/main.js');
const sizes = [
  ...['--vision-config', starterPath('vision.json'), '--text-config', starterPath('text.json')],
  ...['--context-length', '24'],
];

let home: string;
let server: HubServer;
let behaviour: Behaviour;

beforeEach(async () => {
  home = temporaryFolder();
  behaviour = {};
  server = await HubServer.start({ files, behave: (path) => (path === 'starter.pt' ? behaviour : {}) });
});

afterEach(() => server.stop());

function start(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  command = [process.execPath],
) {
  const [program = '', ...before] = command;
  return spawn(program, [...before, main, 'models', ...args], {
    env: {
      PATH: process.env['PATH'],
      TUWEN_HOME: home,
      TUWEN_HUB_URL: server.url,
      TUWEN_HUB_TOKEN: token,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function finish(child: ChildProcess) {
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  if (child.exitCode === null) await once(child, 'exit');
  return { status: child.exitCode, stdout, stderr };
}

async function pull(args: readonly string[], settings?: Readonly<Record<string, string>>) {
  return finish(start(['pull', ...args, ...sizes], settings));
}

describe('tuwen models pull', () => {
  it('downloads a model and imports it; the second time nothing is fetched', async () => {
    const { status, stdout, stderr } = await pull(['some-org/some-model', '--name', 'small']);
    expect(stdout).toMatch(
      new RegExp(
        `^Downloaded revision ${commit}: [\\d.]+ MB received\\.\nImported small: chinese-clip, 128 dimensions`,
      ),
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/downloading starter\.pt/);
    expect((await finish(start(['list']))).stdout).toMatch(/^small {2}chinese-clip/);
    expect(server.requestsFor('README.md')).toEqual([]);
    const served = server.servedBytes;
    const again = await pull(['some-org/some-model', '--name', 'other']);
    expect(again.stdout).toMatch(/everything was there\.\nImported other/);
    expect(server.servedBytes).toBe(served);
    expect(stdout + stderr + again.stdout + again.stderr).not.toContain(token);
  });

  it('asks ModelScope by prefix or by setting', async () => {
    const settings = { TUWEN_HUB: 'modelscope' };
    const byPrefix = await pull(
      ['modelscope:some-org/some-model', '--name', 'a', '--revision', 'v1'],
      settings,
    );
    expect(byPrefix.stdout).toMatch(/^Downloaded revision v1: [\d.]+ MB received\.\nImported a/);
    const bySetting = await pull(['some-org/some-model', '--name', 'b', '--file', '*.pt'], settings);
    expect(bySetting.stdout).toMatch(/^Downloaded revision master: [\d.]+ MB received\.\nImported b/);
  });

  it('goes on after it was killed, and imports what the interrupted download began', async () => {
    const total = files['starter.pt'].length;
    const mebibytes = 1 << 20;
    behaviour = { hangAfter: 2.5 * mebibytes };
    const killed = start(['pull', 'some-org/some-model', '--name', 'small', ...sizes]);
    killed.stderr?.resume();
    const host = new URL(server.url).host.replace(':', '_');
    const folder = join(home, 'downloads', host, 'some-org/some-model', commit);
    const part = join(folder, 'starter.pt.part');
    const writtenBytes = () => statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    while (writtenBytes() < 2 * mebibytes) await new Promise((resolve) => setTimeout(resolve, 5));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(readdirSync(folder).sort()).toEqual(['starter.pt.part', 'starter.pt.part.json', 'vocab.txt']);
    const written = writtenBytes();
    const servedBefore = server.servedBytes;
    behaviour = {};
    const { stdout, status } = await pull(['some-org/some-model', '--name', 'small']);
    expect(stdout).toMatch(/\nImported small/);
    expect(status).toBe(0);
    // What the killed one had written is not fetched again.
    expect(server.requestsFor('starter.pt').at(-1)?.range).toBe(`bytes=${written}-`);
    expect(server.servedBytes - servedBefore).toBe(total - written);
    expect(readFileSync(join(folder, 'starter.pt')).equals(files['starter.pt'])).toBe(true);
  });

  it.each([
    [
      'a name that no model can have, before anything is asked',
      ['some-org/some-model', '--name', 'BAD'],
      'INVALID_INPUT',
      0,
    ],
    ['what is no model', ['some-model', '--name', 'x'], 'INVALID_INPUT', 0],
    ['a model that is not there', ['some-org/none', '--name', 'x'], 'NOT_FOUND', 1],
    [
      'weights that are not there',
      ['some-org/some-model', '--name', 'x', '--file', '*.onnx'],
      'NOT_FOUND',
      1,
    ],
  ])('says what is wrong with %s', async (_, args, code, requests) => {
    const { status, stderr, stdout } = await pull(args);
    expect([status, stderr, stdout]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^${code}: .+\\.\n$`)),
      '',
    ]);
    expect(server.requests).toHaveLength(requests);
  });

  it.skipIf(process.platform === 'win32')('says when the system takes no more bytes', async () => {
    const limited = ['bash', '-c', 'ulimit -f 4096; exec "$0" "$@"', process.execPath];
    const child = start(['pull', 'some-org/some-model', '--name', 'x', ...sizes], {}, limited);
    const { status, stderr } = await finish(child);
    expect(stderr).toMatch(/STORAGE_FAILED: starter\.pt cannot be written: EFBIG\. Make room and pull again/);
    expect(status).toBe(1);
  });
});
