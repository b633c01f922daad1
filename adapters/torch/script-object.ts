import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { StoredTensor } from './storage.ts';

const maximumDepth = 64;
const maximumAttributes = 1_000_000;
const maximumKeyLength = 1024;

/**
 * An object of a TorchScript archive: its attributes by name. Its class is a program in the archive, which is not looked
 * at, so that nothing is known of what it would do.
 */
export class ScriptObject {
  #attributes: ReadonlyMap<string, unknown> = new Map();

  get attributes(): ReadonlyMap<string, unknown> {
    return this.#attributes;
  }

  /** @throws CheckpointFault when the state is no dictionary */
  setState(state: unknown): void {
    if (!(state instanceof Map)) throw unreadable('an object of its program has no attributes');
    this.#attributes = state;
  }
}

/**
 * The tensors of an object and of the objects in it, by their path: what `state_dict()` of the module gives.
 * @throws CheckpointFault when it is nested or named in a way that no module is
 */
export function scriptTensors(root: ScriptObject): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  const visited = new Set<ScriptObject>();
  let count = 0;
  const visit = (object: ScriptObject, prefix: string, depth: number): void => {
    if (visited.has(object)) return;
    visited.add(object);
    for (const [name, value] of object.attributes) {
      count++;
      const isOrdinary = count <= maximumAttributes && depth < maximumDepth;
      if (!isOrdinary || prefix.length + name.length > maximumKeyLength) {
        throw unreadable('the objects of its program are no modules');
      }
      if (value instanceof StoredTensor) tensors.set(`${prefix}${name}`, value);
      else if (value instanceof ScriptObject) visit(value, `${prefix}${name}.`, depth + 1);
    }
  };
  visit(root, '', 0);
  return tensors;
}
