/** Files of other servers, by address. */
export interface UrlFetcher {
  /**
   * @throws DomainError URL_REFUSED for an address that is not fetched, URL_UNAVAILABLE for one that gives nothing,
   *   IMAGE_TOO_LARGE
   */
  fetch(url: string): Promise<Uint8Array>;
}
