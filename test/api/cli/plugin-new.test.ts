import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledFile, packageRoot } from '../../../adapters/files/package-root.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const pluginFolder = join(folder, 'deeper', 'mine');

function run(command: string, args: readonly string[], cwd: string, plugins = '') {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TUWEN_HOME: join(folder, 'home'), TUWEN_PLUGINS: plugins },
  });
  return { status, stdout, stderr };
}

/** The compiled `tuwen`. */
const tuwen = (args: readonly string[], plugins = '') =>
  run(process.execPath, [compiledFile('api/main.js'), ...args], folder, plugins);

function features(path: string): readonly (readonly number[])[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly feature: readonly number[] }).feature);
}

describe('tuwen plugins new', () => {
  beforeAll(() => {
    const { status, stderr } = tuwen(['plugins', 'new', 'mine', pluginFolder]);
    expect([status, stderr]).toEqual([0, '']);
  });

  it('writes every file of the template, under the new name', () => {
    expect(readdirSync(pluginFolder).sort()).toEqual(
      readdirSync(join(packageRoot, 'plugins/template')).sort(),
    );
    expect(readFileSync(join(pluginFolder, 'index.js'), 'utf8')).toContain("name: 'mine'");
    expect(JSON.parse(readFileSync(join(pluginFolder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'tuwen-plugin-mine',
    });
    expect(readFileSync(join(pluginFolder, 'README.md'), 'utf8')).toMatch(/^# mine\n/);
  });

  it.each([
    ['a folder that is there', ['mine', pluginFolder], /^ALREADY_EXISTS: There is already .*mine\./],
    ['a taken name', ['chinese-clip', join(folder, 'x')], /^ALREADY_EXISTS: There is already a plugin/],
    ['a name that is none', ['My Plugin', join(folder, 'x')], /^INVALID_INPUT: "My Plugin" is no name/],
  ])('refuses %s and writes nothing', (_, args, message) => {
    const before = readFileSync(join(pluginFolder, 'index.js'), 'utf8');
    expect(tuwen(['plugins', 'new', ...args])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(message),
    });
    expect(readFileSync(join(pluginFolder, 'index.js'), 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('comes with tests that pass', () => {
    const { status, stdout } = run('npm', ['test', '--silent'], pluginFolder);
    expect(stdout).toMatch(/# tests 1\d\n[\s\S]*# fail 0\n/);
    expect(status).toBe(0);
  });

  it('passes the type check with the types of tuwen/plugin', () => {
    const compiler = join(packageRoot, 'node_modules/.bin/tsc');
    expect(run(compiler, ['-p', pluginFolder], pluginFolder)).toEqual({ status: 0, stdout: '', stderr: '' });
    const index = join(pluginFolder, 'index.js');
    const text = readFileSync(index, 'utf8');
    writeFileSync(index, text.replace("padding: 'longest'", "padding: 'never'"));
    expect(run(compiler, ['-p', pluginFolder], pluginFolder).stdout).toMatch(/"never"/);
    writeFileSync(index, text);
  });
});

describe('the plugin it wrote', () => {
  it('imports a checkpoint, whose model embeds texts and pictures, also without the plugin', () => {
    expect(run('npm', ['run', '--silent', 'checkpoint'], pluginFolder).status).toBe(0);
    const checkpoint = join(pluginFolder, 'checkpoint');
    expect(tuwen(['models', 'import', checkpoint, '--name', 'small'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^CHECKPOINT_MISMATCH: .*is of no known architecture/),
    });
    const imported = tuwen(['models', 'import', checkpoint, '--name', 'small'], pluginFolder);
    expect(imported.stdout).toMatch(/^Imported small: mine, 16 dimensions/);

    const [texts, pictures] = [join(folder, 'texts.jsonl'), join(folder, 'pictures')];
    writeFileSync(texts, '{"text_id": 1, "text": "红雨伞"}\n{"text_id": 2, "text": "一个大山"}\n');
    mkdirSync(pictures);
    for (const name of ['emoji_0000.png', 'jpeg_420.jpg'])
      copyFileSync(join(packageRoot, 'starter/probes/images', name), join(pictures, name));
    for (const [flag, input] of [
      ['--texts', texts],
      ['--images', pictures],
    ] as const) {
      const output = join(folder, `${flag}.jsonl`);
      expect(tuwen(['embed', flag, input, '--output', output])).toMatchObject({ status: 0 });
      const [first, second] = features(output);
      expect(first).toHaveLength(16);
      expect(Math.hypot(...first!)).toBeCloseTo(1, 5);
      expect(first).not.toEqual(second);
    }
  });
});
