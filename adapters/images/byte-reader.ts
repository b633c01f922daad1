/** A view over bytes whose reads past the end throw RangeError. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `length` bytes from `start`. @throws RangeError where they are not all there */
export function bytesAt(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (start + length > bytes.length)
    throw new RangeError(`bytesAt: ${start} + ${length} is beyond ${bytes.length}`);
  return bytes.subarray(start, start + length);
}

/** Four ASCII letters, as containers name their chunks. @throws RangeError */
export function fourLettersAt(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytesAt(bytes, start, 4));
}
