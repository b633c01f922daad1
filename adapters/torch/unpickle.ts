import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { type PickleEnvironment, PickleMachine } from './pickle-machine.ts';
import { opcodeOf, pickleSteps } from './pickle-steps.ts';

const stop = opcodeOf('.');
/** A tensor takes some 55: enough for 100,000 of them. The largest Chinese-CLIP with its optimizer has 200,000. */
const maximumInstructions = 6_000_000;

/**
 * Runs a pickle (protocols 2 to 5, without out-of-band buffers) from `start`.
 * @returns its value and the offset behind it
 * @throws CheckpointFault CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE
 */
export function unpickle(
  bytes: Buffer,
  start: number,
  environment: PickleEnvironment,
): { value: unknown; end: number } {
  const machine = new PickleMachine(bytes, start, environment);
  for (let count = 0; count < maximumInstructions; count++) {
    const opcode = machine.take(1)[0]!;
    if (opcode === stop) return { value: machine.pop(), end: machine.position };
    const step = pickleSteps[opcode];
    if (step === undefined) {
      throw unreadable(`its pickle has the unknown instruction 0x${opcode.toString(16)}`);
    }
    step(machine);
  }
  throw unreadable(`its pickle has more than ${maximumInstructions} instructions`);
}
