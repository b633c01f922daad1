/** Which plugins an administrator has switched off; survives restarts. */
export interface PluginStates {
  /** Names of the disabled ones, read anew at each call. @throws DomainError CONFIG_INVALID when they cannot be read */
  readDisabled(): Promise<ReadonlySet<string>>;
  writeDisabled(names: ReadonlySet<string>): Promise<void>;
}
