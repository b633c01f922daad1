const colours = 256;

/**
 * 256 RGB triples from a palette of any length: entries it lacks are grey of their own index, as in Pillow's
 * `ImagingPaletteNew`.
 */
function completePalette(palette: Uint8Array): Uint8Array {
  const complete = Uint8Array.from({ length: colours * 3 }, (_, i) => Math.trunc(i / 3));
  complete.set(palette.subarray(0, colours * 3));
  return complete;
}

/** RGB bytes (3 per index) of palette indices. */
export function lookUp(indices: Uint8Array, palette: Uint8Array): Uint8Array {
  const complete = completePalette(palette);
  const rgb = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    const entry = indices[i]! * 3;
    rgb[i * 3] = complete[entry]!;
    rgb[i * 3 + 1] = complete[entry + 1]!;
    rgb[i * 3 + 2] = complete[entry + 2]!;
  }
  return rgb;
}
