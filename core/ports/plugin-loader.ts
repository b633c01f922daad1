/** What importing one configured plugin came to. */
export interface PluginModule {
  /** Package name or folder as configured; of an absolute path its last part. */
  readonly source: string;
  /** What the module exports as `plugin`; undefined where it exports none. */
  readonly plugin?: unknown;
  /** Why it could not be imported. */
  readonly failure?: { readonly reason: string; readonly remedy: string };
}

/** Brings plugins in from outside. */
export interface PluginLoader {
  /** Imports each configured plugin, in their order. Never rejects: what fails is told in its place. */
  load(): Promise<readonly PluginModule[]>;
}
