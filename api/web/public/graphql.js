/** Talks to the server: GraphQL by POST, and one error type for everything that can go wrong on the way. */

/** A failed request, with the server's code (or `NETWORK`, `HTTP`) and a sentence for people. */
export class RequestFailure extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
  }
}

/** @typedef {{ message: string, extensions?: { code?: string, remedy?: string } }} ServerError */

/**
 * `fetch` that says which way it failed; an abort passes through as it is.
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>}
 * @throws {RequestFailure} `NETWORK` when no answer came.
 */
export async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestFailure('NETWORK', '');
  }
}

/**
 * The failure that a response's body describes.
 * @param {Response} response
 * @param {{ errors?: ServerError[] } | null} body
 * @returns {RequestFailure}
 */
export function failureOf(response, body) {
  const error = body?.errors?.[0];
  if (!error) return new RequestFailure('HTTP', `HTTP ${response.status} ${response.statusText}`.trim());
  const { code = 'HTTP', remedy = '' } = error.extensions ?? {};
  const message = error.message.includes(remedy) ? error.message : `${error.message} ${remedy}`;
  return new RequestFailure(code, message);
}

/**
 * Runs one document and gives its data.
 * @param {string} query One of documents.js.
 * @param {object} [variables]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {RequestFailure} When any field failed.
 */
export async function request(query, variables = {}, signal) {
  const response = await reach('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: signal ?? null,
  });
  const body = await response.json().catch(() => null);
  if (!body?.data || body.errors?.length) throw failureOf(response, body);
  return body.data;
}

/**
 * @param {unknown} error
 * @returns {boolean} Whether a newer request replaced this one.
 */
export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';
