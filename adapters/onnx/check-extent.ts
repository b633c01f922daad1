import protobuf from 'protobufjs';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';

/** The largest published towers have about 100,000 fields. */
const maximumFields = 500_000;

/** Numbers of lists inside a graph: constants, small tables. */
const maximumListBytes = 8 << 20;

/** Graphs in attributes of nodes in graphs; every level of them takes four messages. */
const maximumDepth = 64;

/**
 * Refuses a message whose objects would take far more memory than its bytes, before they are made.
 * @throws CheckpointFault
 */
export function checkExtent(bytes: Uint8Array, type: protobuf.Type): void {
  new Extent(bytes).message(type, bytes.length, 0);
}

class Extent {
  readonly #reader: protobuf.Reader;
  #fields = 0;
  #listBytes = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = protobuf.Reader.create(bytes);
  }

  message(type: protobuf.Type, end: number, depth: number): void {
    if (depth > maximumDepth) throw unreadable(`its graphs are nested more than ${maximumDepth / 4} deep`);
    while (this.#reader.pos < end) {
      const tag = this.#reader.uint32();
      if (++this.#fields > maximumFields) throw unreadable(`its graph has more than ${maximumFields} fields`);
      const field = type.fieldsById[tag >>> 3]?.resolve();
      if ((tag & 7) === 2) this.#bytes(field, end, depth);
      else this.#number(tag & 7);
    }
  }

  #bytes(field: protobuf.Field | undefined, end: number, depth: number): void {
    const length = this.#reader.uint32();
    if (this.#reader.pos + length > end) throw unreadable('a field of it ends beyond what it is part of');
    if (field?.resolvedType instanceof protobuf.Type) {
      this.message(field.resolvedType, this.#reader.pos + length, depth + 1);
      return;
    }
    if (field?.repeated && field.type !== 'string' && field.type !== 'bytes') this.#listBytes += length;
    if (this.#listBytes > maximumListBytes) throw unreadable('its graph has more than 8 MiB of numbers');
    this.#reader.skip(length);
  }

  #number(wire: number): void {
    if (wire === 0) this.#reader.skip();
    else if (wire === 1 || wire === 5) this.#reader.skip(wire === 1 ? 8 : 4);
    else throw unreadable(`it has a field of wire type ${wire}`);
  }
}
