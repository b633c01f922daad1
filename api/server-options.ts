import type { Log } from '../core/ports/log.ts';

/** How the server is reached and where it finds its files. */
export interface ServerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Open mode: whoever reaches the server may do everything. */
  readonly isOpen: boolean;
  /** Key of an administrator beside those of the database. */
  readonly adminKey?: string | undefined;
  /** What callers without a key may do; left out: nothing. */
  readonly anonymousRole?: 'reader' | undefined;
  /** Addresses and subnets of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  /** Points of each caller a minute; left out or 0: without limit. */
  readonly pointsPerMinute?: number;
  /** GraphQL requests that are answered at the same time; default: 256. */
  readonly maximumRequests?: number;
  /** After which a GraphQL request is given up, in milliseconds; default: a minute. */
  readonly timeoutMs?: number;
  /** In which a body has to arrive, uploads aside, in milliseconds; default: two minutes. */
  readonly bodyMs?: number;
  /** Of all bodies of GraphQL requests that are being read or answered, in bytes; default: 256 MiB. */
  readonly bodiesBytes?: number;
  /** How long a connection may be without a byte, beyond `timeoutMs`, in milliseconds; default: a minute. */
  readonly idleMs?: number;
  /** How long requests go on, once told to end, before new ones are refused, in milliseconds; default: 0. */
  readonly drainMs?: number;
  /** How long running requests then have to end, in milliseconds; default: 30 s. */
  readonly shutdownMs?: number;
  /** Signs the paths of uploads and of jobs' files; 32 random bytes. */
  readonly uploadSecret: Uint8Array;
  /** Absolute path of the package's `api/generated/schema.graphql`. */
  readonly schemaFile: string;
  /** Folder of the built web app, served at `/`. */
  readonly webRoot: string;
  /** Gzipped GraphiQL page served at `/graphiql`. */
  readonly graphiqlFile: string;
  /** Token that is good for `/metrics` alone. */
  readonly metricsToken?: string | undefined;
  /** Receives unexpected errors; standard error when left out. */
  readonly log?: (message: string, error: unknown) => void;
  /** Receives a line for each request and subscription; nobody when left out. */
  readonly events?: Log | undefined;
}
