import { DomainError } from '../../core/errors.ts';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { innerGraphs } from './inner-graphs.ts';
import type { FunctionProto, NodeProto } from './onnx-proto.ts';

/** Operators that every build of ONNX Runtime has; those of others are native code of somebody. */
const knownDomains: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

/** Nodes of a graph with every function put in place of its calls. */
const maximumNodes = 200_000;

/** Whether operators of a domain are part of ONNX Runtime. */
export function isKnownDomain(domain: string): boolean {
  return knownDomains.has(domain);
}

/**
 * Refuses operators of unknown domains, and functions of the model that call themselves or unfold without measure.
 * @throws DomainError CHECKPOINT_MISMATCH; CheckpointFault
 */
export function checkOperators(
  fileName: string,
  nodes: readonly NodeProto[],
  functions: readonly FunctionProto[],
): void {
  const unfolded = new Unfolding(fileName, functions).count(nodes);
  if (unfolded > maximumNodes) throw unreadable(`its graph unfolds to more than ${maximumNodes} nodes`);
}

class Unfolding {
  readonly #fileName: string;
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  /** Nodes of functions; undefined while they are being counted. */
  readonly #counts = new Map<FunctionProto, number | undefined>();

  constructor(fileName: string, functions: readonly FunctionProto[]) {
    this.#fileName = fileName;
    this.#functions = new Map(functions.map((each) => [keyOf(each.domain, each.name, each.overload), each]));
  }

  count(nodes: readonly NodeProto[]): number {
    let total = 0;
    for (const node of nodes) {
      total += this.#countNode(node);
      for (const graph of innerGraphs(node)) total += this.count(graph.node);
    }
    return total;
  }

  #countNode({ domain = '', opType, overload, name }: NodeProto): number {
    const called = this.#functions.get(keyOf(domain, opType, overload));
    if (called !== undefined) return this.#countFunction(called);
    if (isKnownDomain(domain)) return 1;
    throw new DomainError(
      'CHECKPOINT_MISMATCH',
      `The node ${name} of ${this.#fileName} is a ${domain}.${opType}, which ONNX Runtime does not have.`,
      { remedy: 'Export the model with the operators of ONNX alone.', details: { domain, opType } },
    );
  }

  #countFunction(called: FunctionProto): number {
    const known = this.#counts.get(called);
    if (known !== undefined) return known;
    if (this.#counts.has(called)) throw unreadable(`its function ${called.name} calls itself`);
    this.#counts.set(called, undefined);
    const count = this.count(called.node);
    this.#counts.set(called, count);
    return count;
  }
}

function keyOf(domain: string, name: string, overload = ''): string {
  return JSON.stringify([domain, name, overload]);
}
