import { describe, expect, it } from 'vitest';
import { asFile, asZip, expectRefusal, withCheckpoint } from './checkpoint-files.ts';
import {
  call,
  dict,
  global,
  int,
  list,
  type MadeTensor,
  pickle,
  tensor,
  text,
  tuple,
} from './make-pickle.ts';

const bytes = (...pieces: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));

/** A pickle of protocol 4 with one frame. */
function framed(...pieces: readonly (Buffer | string)[]): Buffer {
  const body = bytes(...pieces, '.');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(body.length));
  return bytes('\x80\x04\x95', length, body);
}

const short = (value: string) => bytes('\x8c', Buffer.from([value.length]), value);
const stackGlobal = (module: string, name: string) => bytes(short(module), short(name), '\x93');
const evil = global('__main__', 'Evil');
const command = text('touch pwned');
const magic = pickle('\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19');
const version = pickle(int(1001));

describe('pickles that want to run something', () => {
  it.each<[string, Buffer, string]>([
    ['os.system of protocol 2', pickle(call(global('posix', 'system'), command)), 'posix.system'],
    [
      'os.system of protocol 4',
      framed(stackGlobal('posix', 'system'), '\x94', short('touch pwned'), '\x94\x85\x94R\x94'),
      'posix.system',
    ],
    ['os.system of Windows', pickle(call(global('nt', 'system'), command)), 'nt.system'],
    [
      'os.system deep in an optimizer',
      pickle(
        dict({ state_dict: dict({ w: tensor() }), optimizer: list(call(global('os', 'system'), command)) }),
      ),
      'os.system',
    ],
    [
      'a name from the memo',
      framed(short('os'), '\x94', '0', short('popen'), '\x94', '0h\x00h\x01\x93)R'),
      'os.popen',
    ],
    ['eval', pickle(call(global('builtins', 'eval'), command)), 'builtins.eval'],
    ['getattr', pickle(call(global('__builtin__', 'getattr'), evil, text('x'))), '__builtin__.getattr'],
    [
      'an attribute of what is permitted',
      framed(stackGlobal('collections', 'OrderedDict.__class__')),
      'OrderedDict.__class__',
    ],
    [
      'a pickle in a pickle',
      pickle(global('torch.storage', '_load_from_bytes')),
      'torch.storage._load_from_bytes',
    ],
    ['BUILD with __setstate__', pickle(evil, ')\x81', dict({ x: command }), 'b'), '__main__.Evil'],
    [
      'copyreg._reconstructor',
      pickle(call(global('copy_reg', '_reconstructor'), evil, global('__builtin__', 'object'), 'N')),
      'copy_reg._reconstructor',
    ],
    ['copyreg.__newobj__', pickle(call(global('copyreg', '__newobj__'), evil)), 'copyreg.__newobj__'],
    ['a member of every JavaScript object', pickle(global('torch', '__proto__')), 'torch.__proto__'],
    ['another one', pickle(global('torch', 'constructor')), 'torch.constructor'],
    ['a name without a module', pickle(global('', 'toString')), '.toString'],
    ['INST', pickle('(', command, 'ios\nsystem\n'), 'os.system'],
    ['OBJ', pickle('(', global('torch', 'Size'), command, 'o'), 'an object of a class'],
    ['NEWOBJ_EX', pickle(global('torch', 'Size'), ')}\x92'), 'an object of a class'],
    ['an extension', pickle('\x82\x01'), 'a registered extension'],
    ['a call of a tensor', pickle(call(tensor(), command)), 'no permitted function'],
    ['a call of a dictionary', pickle(call(dict({ call: command }), command)), 'no permitted function'],
    ['a call of a dtype', pickle(call(global('torch', 'float16'), command)), 'no permitted function'],
    ['the state of a tensor', pickle(tensor(), dict({ x: command }), 'b'), 'the state of an object'],
    ['the state of a list', pickle(list(), dict({ x: command }), 'b'), 'the state of an object'],
    ['the state of a function', pickle(global('torch', 'Size'), dict({ x: command }), 'b'), 'the state of'],
    ['a very long name', pickle(global('a'.repeat(100_000), 'b')), 'something with a very long name'],
  ])('%s is refused by name', async (_, hostile, what) => {
    await expectRefusal(asZip(hostile), 'CHECKPOINT_UNSAFE', /^The checkpoint hostile\.pt asks for /);
    await expect(withCheckpoint(asZip(hostile), () => undefined)).rejects.toMatchObject({
      details: { what: expect.stringContaining(what) },
    });
  });

  const system = pickle(call(global('posix', 'system'), command));
  it.each([
    ['in place of the magic number', [system]],
    ['in place of the version', [magic, system]],
    ['in place of the system information', [magic, version, system]],
    ['in place of the object', [magic, version, pickle('}'), system]],
    ['in place of the storage keys', [magic, version, pickle('}'), pickle(dict({ w: tensor() })), system]],
  ])('os.system %s of a legacy file is refused', async (_, pickles) => {
    await expectRefusal(asFile(bytes(...pickles)), 'CHECKPOINT_UNSAFE', /posix\.system/);
  });

  it('repeats no control characters of the file', async () => {
    const hostile = asZip(pickle(global('\x1b[2Jos', `sys\u0007tem${'x'.repeat(200)}`)));
    await expectRefusal(hostile, 'CHECKPOINT_UNSAFE', /^[\x20-\x7e�]+$/);
  });
});

describe('pickles that are broken', () => {
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ['empty', Buffer.alloc(0), /ends too early/],
    ['without an end', bytes('\x80\x02}'), /ends too early/],
    ['with nothing on the stack', pickle(), /takes what it never gave/],
    ['that pops below its mark', pickle('}(0'), /takes what it never gave/],
    ['that has no mark', pickle('}u'), /takes what it never gave/],
    ['that recalls what it never made', pickle('h\x07'), /refers to a value it never made/],
    ['of an unknown protocol', bytes('\x80\x06}.'), /unknown protocol 6/],
    ['with an unknown instruction', pickle('\xff'), /unknown instruction 0xff/],
    ['of protocol 0', bytes('(dp0\nI1\ns.'), /unknown instruction/],
    ['with half a pair', pickle('}(K\x01u'), /key without a value/],
    ['that appends to a number', pickle('K\x01K\x02a'), /appends to what is no list/],
    ['that sets a key of a list', pickle(']K\x01K\x02s'), /key of what is no dictionary/],
    ['that names a global by a number', pickle('K\x01K\x02\x93'), /global without a name/],
    ['with a text longer than itself', pickle('X\xff\xff\xff\xff'), /ends too early/],
    ['with a text of 2^63 bytes', pickle('\x8d\x00\x00\x00\x00\x00\x00\x00\x80'), /ends too early/],
    ['with bytes of 2^63 bytes', pickle('\x8e\x00\x00\x00\x00\x00\x00\x00\x80'), /ends too early/],
    ['with a number of negative length', pickle('\x8b\xff\xff\xff\xff'), /ends too early/],
    ['with an absurd number', pickle('\x8b\x00\x10\x00\x00', 'x'.repeat(0x1000)), /absurd number/],
    ['that ends in a list', pickle(']'), /no state dict/],
    ['that ends in a number', pickle(int(5)), /no state dict/],
    ['without tensors', pickle(dict({ state_dict: dict({ x: int(1) }) })), /no state dict with tensors/],
    [
      'with an OrderedDict of a list',
      pickle(call(global('collections', 'OrderedDict'), list())),
      /OrderedDict/,
    ],
    ['with a call without a tuple', pickle(global('torch', 'Size'), 'K\x01R'), /impossible parameters/],
    [
      'with a call of a hundred parameters',
      pickle(call(global('torch', 'Size'), ...Array(100).fill('N'))),
      /impossible parameters/,
    ],
  ];

  it.each(cases)('one %s is refused', async (_, hostile, message) => {
    await expectRefusal(asZip(hostile), 'CHECKPOINT_UNREADABLE', message);
  });
});

describe('tensors that cannot be', () => {
  const big = 2n ** 62n;
  const isParameter = '\x89';
  const cases: readonly (readonly [string, MadeTensor, RegExp])[] = [
    ['a negative shape', { shape: tuple(int(-2)) }, /impossible shape/],
    ['a negative stride', { stride: tuple(int(-1)) }, /impossible shape, stride/],
    ['a negative offset', { offset: int(-1) }, /impossible shape, stride or offset/],
    ['a shape beyond 2^53', { shape: tuple(int(big)) }, /impossible shape/],
    ['a huge shape', { shape: tuple(int(2n ** 52n)) }, /4503599627370496 elements does not fit/],
    [
      'a shape whose product overflows',
      { shape: tuple(...Array(16).fill(int(2n ** 52n))), stride: tuple(...Array(16).fill(int(0))) },
      /does not fit/,
    ],
    ['a stride that reaches outside', { stride: tuple(int(2)) }, /does not fit its storage of 2/],
    ['a stride whose reach overflows', { stride: tuple(int(2n ** 52n)) }, /does not fit/],
    ['an offset that reaches outside', { offset: int(1) }, /does not fit its storage of 2/],
    ['more strides than lengths', { stride: tuple(int(1), int(1)) }, /impossible shape/],
    [
      'more axes than any tensor',
      { shape: tuple(...Array(17).fill(int(1))), stride: tuple(...Array(17).fill(int(1))) },
      /impossible shape/,
    ],
    ['a billion repetitions', { shape: tuple(int(2 ** 30)), stride: tuple(int(0)) }, /does not fit/],
    ['a text for a shape', { shape: text('ab') }, /impossible shape/],
    ['a shape of texts', { shape: tuple(text('2')) }, /impossible shape/],
    ['a fraction for an offset', { offset: 'G\x3f\xe0\x00\x00\x00\x00\x00\x00' }, /impossible shape/],
    ['no storage', { storageClass: 'N' }, /not described/],
    ['a number for a key', { key: int(0) }, /not described/],
    ['a negative element count', { elements: int(-1) }, /not described/],
    ['an element count beyond 2^53', { elements: int(big) }, /not described/],
    [
      'a storage that is part of another',
      { view: [tuple(text('1'), int(0), int(1))] },
      /part of another one/,
    ],
    ['lazy negation', { rest: [isParameter, '}', dict({ neg: '\x88' })] }, /lazily/],
    ['a storage that is missing', { key: text('7') }, /the storage 7 is missing/],
    ['a storage that is shorter', { elements: int(3) }, /the storage 0 has 8 bytes, but its tensors need 12/],
    ['a storage outside its folder', { key: text('../data.pkl') }, /is missing/],
  ];

  it.each(cases)('one with %s is refused', async (_, options, message) => {
    await expectRefusal(asZip(pickle(dict({ w: tensor(options) }))), 'CHECKPOINT_UNREADABLE', message);
  });

  it('one larger than 2 GiB is refused before memory is asked for', async () => {
    const sizes = { elements: int(2 ** 29 + 1), shape: tuple(int(2 ** 29 + 1)) };
    await expectRefusal(
      asZip(pickle(dict({ w: tensor(sizes) }))),
      'CHECKPOINT_UNREADABLE',
      /larger than 2 GiB/,
    );
  });

  it('one that is no tensor is refused', async () => {
    const noStorage = call(global('torch._utils', '_rebuild_tensor_v2'), 'N', int(0), tuple(), tuple());
    await expectRefusal(asZip(pickle(dict({ w: noStorage }))), 'CHECKPOINT_UNREADABLE', /has no storage/);
  });
});

describe('pickles that want to take for ever', () => {
  const nested = 300_000;
  const doublings = 200;
  /** A tuple of two of itself, two hundred times over: 2^200 elements, were it ever walked. */
  const doubled = bytes('K\x01', '2\x86'.repeat(doublings));

  it.each<[string, Buffer, RegExp]>([
    ['a list in itself', pickle(']q\x00h\x00ah\x00'), /no state dict/],
    ['a dictionary in itself', pickle('}q\x00', text('state_dict'), 'h\x00s'), /no state dict/],
    ['a deep nest of tuples', pickle('K\x01', '\x85'.repeat(nested)), /no state dict/],
    ['a deep nest of lists', pickle(']'.repeat(nested), 'a'.repeat(nested - 1)), /no state dict/],
    ['a deep nest as a storage key', pickle(dict({ w: tensor({ key: doubled }) })), /not described/],
    ['a deep nest as an offset', pickle(dict({ w: tensor({ offset: doubled }) })), /impossible shape/],
    ['a deep nest as a shape', pickle(dict({ w: tensor({ shape: doubled }) })), /impossible shape/],
    ['a deep nest as an element count', pickle(dict({ w: tensor({ elements: doubled }) })), /not described/],
    ['a deep nest as a global', pickle(doubled, '2\x93'), /global without a name/],
    [
      'a huge parameter list',
      pickle(global('torch', 'Size'), '(', 'N'.repeat(200_000), 'tR'),
      /impossible parameters/,
    ],
    ['too many instructions', pickle('N0'.repeat(4_000_000)), /more than 6000000 instructions/],
    ['too many values', pickle('N'.repeat(2_000_000)), /too much memory/],
    ['too many dictionaries', pickle('}0'.repeat(2_000_000)), /too much memory/],
    ['too many marks', pickle('('.repeat(2_000_000)), /too much memory/],
    ['too many memos', pickle('N', '\x94'.repeat(2_000_000)), /too much memory/],
  ])('%s is refused by a bound', async (_, hostile, message) => {
    await expectRefusal(asZip(hostile), 'CHECKPOINT_UNREADABLE', message);
  });

  it('a long text that is named again and again is refused at once', async () => {
    const hostile = pickle(text('a'.repeat(10_000_000)), 'q\x00', 'h\x00h\x00\x930'.repeat(100_000));
    await expectRefusal(asZip(hostile), 'CHECKPOINT_UNSAFE', /very long name/);
  });

  it('more than 100,000 tensors are refused', async () => {
    const again = bytes('0h\x01h\x02R'.repeat(100_001));
    const parts = tensor({ key: text('0') });
    const opened = bytes(
      parts.subarray(0, parts.indexOf('(')),
      'q\x01',
      parts.subarray(parts.indexOf('('), -1),
      'q\x02R',
    );
    await expectRefusal(asZip(pickle(opened, again)), 'CHECKPOINT_UNREADABLE', /more than 100000 tensors/);
  });
});
