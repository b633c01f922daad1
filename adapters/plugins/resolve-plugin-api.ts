/** @file Hooks of Node's module loader: `tuwen/…` is this Tuwen, wherever the importer lies. On Node 20 they run in a thread of its own. */

/** URLs of our modules by the specifier that plugins use. */
type ProvidedModules = Readonly<Record<string, string>>;

interface Resolution {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

let provided: ProvidedModules = {};

export function initialize(modules: ProvidedModules): void {
  provided = modules;
}

export function resolve(
  specifier: string,
  context: object,
  nextResolve: (specifier: string, context: object) => Resolution | Promise<Resolution>,
): Resolution | Promise<Resolution> {
  const url = Object.hasOwn(provided, specifier) ? provided[specifier] : undefined;
  return url === undefined ? nextResolve(specifier, context) : { url, shortCircuit: true };
}
