/** A plugin to begin with. */
export interface PluginTemplate {
  /**
   * Writes a working plugin of that name into a new folder.
   * @throws DomainError INVALID_INPUT for a name that is none, ALREADY_EXISTS when there is such a folder
   */
  write(name: string, folder: string): Promise<void>;
}
