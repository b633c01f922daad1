import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import proxyAddr from 'proxy-addr';
import type { Batching } from '../core/embedding/dual-encoder.ts';
import { DomainError } from '../core/errors.ts';
import { isLoopback } from '../core/loopback.ts';
import type { Precision } from '../core/model/manifest.ts';
import type { ExecutionProvider } from '../core/ports/inference-report.ts';
import type { HubKind } from '../core/ports/model-hub.ts';
import { readUrl } from '../core/read-url.ts';
import { type Environment, EnvironmentReader, type Read } from './environment.ts';

/** Everything the environment decides, checked once. */
export interface Config {
  /** Models, pictures and the embedded database (TUWEN_HOME). */
  readonly home: string;
  /** Real Postgres with pgvector (DATABASE_URL); left out: the embedded database under `home`. */
  readonly databaseUrl: string | undefined;
  /** Connections to a real Postgres at most (TUWEN_DATABASE_POOL). */
  readonly databasePool: number;
  /** Seconds after which a real Postgres gives up a statement; 0: never (TUWEN_STATEMENT_TIMEOUT). */
  readonly statementTimeoutSeconds: number;
  /** TUWEN_HOST. */
  readonly host: string;
  /** TUWEN_PORT; 0 lets the system choose. */
  readonly port: number;
  /** Key that changes need as `Authorization: Bearer …` (TUWEN_ADMIN_KEY). */
  readonly adminKey: string | undefined;
  /** Open mode: callers need no key (TUWEN_ACCESS=open|keys); left out: unless there is a key or an issuer of tokens. */
  readonly isOpen: boolean;
  /** What callers without a key may do beside open mode (TUWEN_ANONYMOUS=none|reader). */
  readonly anonymousRole: 'reader' | undefined;
  /** Issuer of JSON Web Tokens (TUWEN_JWKS_URL, TUWEN_JWT_ISSUER, TUWEN_JWT_AUDIENCE, TUWEN_JWT_ROLE_CLAIM). */
  readonly jwt: JwtConfig | undefined;
  /** Days that the audit log is kept; 0: for ever (TUWEN_AUDIT_DAYS). */
  readonly auditDays: number;
  /** Proxies whose `X-Forwarded-For` is believed (TUWEN_PROXIES). */
  readonly trustedProxies: readonly string[];
  /** Points of each caller a minute; 0: without limit (TUWEN_RATE). */
  readonly pointsPerMinute: number;
  /** Seconds after which a GraphQL request is given up (TUWEN_TIMEOUT). */
  readonly timeoutSeconds: number;
  /** Seconds that requests go on before new ones are refused, once told to end (TUWEN_DRAIN_SECONDS). */
  readonly drainSeconds: number;
  /** Seconds that running requests and jobs then have (TUWEN_SHUTDOWN_SECONDS). */
  readonly shutdownSeconds: number;
  /** Form of the log; left out: for people on a terminal, JSON elsewhere (TUWEN_LOG=json|text). */
  readonly log: 'json' | 'text' | undefined;
  /** Least level of what is logged (TUWEN_LOG_LEVEL). */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Whether spans are sent (TUWEN_TRACES=on|off); left out: where OTEL_EXPORTER_OTLP_ENDPOINT says where to. */
  readonly traces: boolean;
  /** Where a worker serves `/metrics`, `/healthz` and `/readyz`; left out: nowhere (TUWEN_METRICS_PORT, TUWEN_METRICS_HOST). */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** Key with which `/metrics` may be read and nothing else (TUWEN_METRICS_TOKEN). */
  readonly metricsToken: string | undefined;
  /** Megabytes under TUWEN_HOME below which the server is not ready; 0: it does not look (TUWEN_MINIMUM_DISK_MB). */
  readonly minimumDiskMb: number;
  /** GraphQL requests that are answered at the same time; more are refused (TUWEN_REQUESTS). */
  readonly maximumRequests: number;
  /** Execution providers in order of preference (TUWEN_PROVIDERS). */
  readonly providers: readonly ExecutionProvider[];
  /** Precisions to serve, in order of preference; a model without any of them is served in its reference (TUWEN_PRECISION). */
  readonly precisions: readonly Precision[];
  /** Threads of one inference run (TUWEN_THREADS). */
  readonly threads: number;
  /** How requests share runs (TUWEN_BATCH_PICTURES, TUWEN_BATCH_TEXTS, TUWEN_BATCH_DELAY_MS, TUWEN_QUEUE). */
  readonly batching: Omit<Batching, 'computing'>;
  /** Which GPU, from 0 (TUWEN_DEVICE). */
  readonly device: number;
  /** Sessions of each tower; more than one pays on a GPU (TUWEN_SESSIONS). */
  readonly sessions: number;
  /** Answer interactive requests while weights are still being packed; no variable: the server does, commands do not. */
  readonly quickStart: boolean;
  /** Decode large JPEGs at a fraction of their size (TUWEN_JPEG=reduced). */
  readonly reducedJpeg: boolean;
  /** Megabytes of embeddings that are kept in memory; 0 keeps none (TUWEN_CACHE_MB). */
  readonly cacheMb: number;
  /** Model used when a request names none (TUWEN_MODEL). */
  readonly defaultModel: string | undefined;
  /** Packages and folders of plugins beside the built-in ones (TUWEN_PLUGINS). */
  readonly plugins: readonly string[];
  /** Folders whose data sets callers may name (TUWEN_DATASETS). */
  readonly datasets: readonly string[];
  /** Megabytes that a real Postgres may use to build one index (TUWEN_INDEX_MEMORY_MB). */
  readonly indexMemoryMb: number;
  /** Jobs that the server itself runs at the same time; 0 leaves them to `tuwen worker` (TUWEN_JOBS). */
  readonly jobs: number;
  /** Whether pictures are fetched from public addresses (TUWEN_FETCH=on|off). */
  readonly fetchesUrls: boolean;
  /** Whether a fresh start imports the bundled model and gallery (TUWEN_STARTER=on|off). */
  readonly starter: boolean;
  /** Hub that `models pull` asks when the command names none (TUWEN_HUB). */
  readonly hub: HubKind;
  /** Mirror of that hub, without a slash at the end (TUWEN_HUB_URL); left out: its public address. */
  readonly hubUrl: string | undefined;
  /** Sent to that hub and to no other host (TUWEN_HUB_TOKEN). */
  readonly hubToken: string | undefined;
}

export interface JwtConfig {
  /** Its JSON Web Key Set. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly roleClaim: string;
}

const providers: readonly ExecutionProvider[] = ['cpu', 'cuda', 'tensorrt'];
const precisions: readonly Precision[] = ['float32', 'float16', 'int8'];
const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const hubs: readonly HubKind[] = ['huggingface', 'modelscope'];

/** @throws DomainError CONFIG_INVALID naming every wrong value and unknown variable at once. */
export function readConfig(environment: Environment): Config {
  const reader = new EnvironmentReader(environment);
  const { problems, read } = reader;
  const config = Object.freeze({
    ...readValues(read),
    ...readAccess(read, problems),
    ...readObservability(read, environment),
  });
  reader.refuseUnknown();
  const hosts = { TUWEN_HOST: config.host, TUWEN_METRICS_HOST: config.metricsHost };
  for (const [name, host] of Object.entries(hosts)) {
    if (isLoopback(host) || !config.isOpen) continue;
    problems.push(
      `${name} is "${host}", which others can reach: set TUWEN_ADMIN_KEY too, or TUWEN_ACCESS=keys`,
    );
  }
  if (problems.length === 0) return config;
  throw new DomainError('CONFIG_INVALID', `The configuration is wrong: ${problems.join('; ')}.`);
}

type AccessConfig = Pick<
  Config,
  | 'adminKey'
  | 'isOpen'
  | 'anonymousRole'
  | 'jwt'
  | 'auditDays'
  | 'trustedProxies'
  | 'pointsPerMinute'
  | 'timeoutSeconds'
  | 'maximumRequests'
  | 'drainSeconds'
  | 'shutdownSeconds'
>;

type ObservabilityConfig = Pick<
  Config,
  'log' | 'logLevel' | 'traces' | 'metricsPort' | 'metricsHost' | 'metricsToken' | 'minimumDiskMb'
>;

function readObservability(read: Read, environment: Environment): ObservabilityConfig {
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const hasEndpoint = endpoints.some((name) => (environment[name] ?? '') !== '');
  return {
    log: read('TUWEN_LOG', undefined, oneOf(['json', 'text']), 'json or text'),
    logLevel: read('TUWEN_LOG_LEVEL', 'info', oneOf(logLevels), logLevels.join(', ')),
    traces: read('TUWEN_TRACES', hasEndpoint, onOrOff, 'on or off'),
    metricsPort: read('TUWEN_METRICS_PORT', undefined, ...aWholeNumber(0, 65_535)),
    metricsHost: read('TUWEN_METRICS_HOST', '127.0.0.1', (text) => text, 'a host name'),
    metricsToken: read('TUWEN_METRICS_TOKEN', undefined, longToken, 'at least 16 characters without spaces'),
    minimumDiskMb: readNumber(read, 'TUWEN_MINIMUM_DISK_MB', 256, 0, 1_048_576),
  };
}

function readValues(read: Read): Omit<Config, keyof AccessConfig | keyof ObservabilityConfig> {
  const text = (value: string) => value;
  return {
    home: read('TUWEN_HOME', join(homedir(), '.tuwen'), (value) => resolve(value), 'a folder'),
    databaseUrl: read('DATABASE_URL', undefined, postgresUrl, 'postgres://user:password@host:port/database'),
    databasePool: readNumber(read, 'TUWEN_DATABASE_POOL', 10, 2, 1_000),
    statementTimeoutSeconds: readNumber(read, 'TUWEN_STATEMENT_TIMEOUT', 60, 0, 86_400),
    host: read('TUWEN_HOST', '127.0.0.1', text, 'a host name'),
    port: readNumber(read, 'TUWEN_PORT', 4000, 0, 65_535),
    ...readInference(read),
    quickStart: false,
    reducedJpeg: read('TUWEN_JPEG', false, exactOrReduced, 'exact or reduced'),
    cacheMb: readNumber(read, 'TUWEN_CACHE_MB', 64, 0, 65_536),
    defaultModel: read('TUWEN_MODEL', undefined, text, 'the name of a model'),
    plugins: read('TUWEN_PLUGINS', [], sources, 'a list of package names and folders, each once'),
    datasets: read('TUWEN_DATASETS', [], sources, 'a list of folders, each once'),
    indexMemoryMb: readNumber(read, 'TUWEN_INDEX_MEMORY_MB', 2048, 64, 1_048_576),
    jobs: readNumber(read, 'TUWEN_JOBS', 1, 0, 64),
    fetchesUrls: read('TUWEN_FETCH', false, onOrOff, 'on or off'),
    starter: read('TUWEN_STARTER', true, onOrOff, 'on or off'),
    hub: read('TUWEN_HUB', 'huggingface', oneOf(hubs), hubs.join(' or ')),
    hubUrl: read('TUWEN_HUB_URL', undefined, hubAddress, 'https://host, without user, password and query'),
    hubToken: read('TUWEN_HUB_TOKEN', undefined, headerText, 'the token alone, without spaces'),
  };
}

function readAccess(read: Read, problems: string[]): AccessConfig {
  const adminKey = read('TUWEN_ADMIN_KEY', undefined, longEnough, 'at least 16 characters');
  const jwt = readJwt(read, problems);
  const hasKeys = adminKey !== undefined || jwt !== undefined;
  const access = read('TUWEN_ACCESS', hasKeys ? 'keys' : 'open', oneOf(['open', 'keys']), 'open or keys');
  if (access === 'open' && hasKeys)
    problems.push(
      'TUWEN_ACCESS is "open", which asks for no key, but there is TUWEN_ADMIN_KEY or TUWEN_JWKS_URL',
    );
  const anonymous = read('TUWEN_ANONYMOUS', 'none', oneOf(['none', 'reader']), 'none or reader');
  return {
    adminKey,
    jwt,
    isOpen: access === 'open',
    anonymousRole: anonymous === 'reader' ? anonymous : undefined,
    auditDays: readNumber(read, 'TUWEN_AUDIT_DAYS', 365, 0, 36_500),
    trustedProxies: read('TUWEN_PROXIES', [], addresses, 'a list of addresses and subnets, or loopback'),
    pointsPerMinute: readNumber(read, 'TUWEN_RATE', 60_000, 0, 1_000_000_000),
    timeoutSeconds: readNumber(read, 'TUWEN_TIMEOUT', 60, 1, 3600),
    maximumRequests: readNumber(read, 'TUWEN_REQUESTS', 256, 1, 100_000),
    drainSeconds: readNumber(read, 'TUWEN_DRAIN_SECONDS', 0, 0, 600),
    shutdownSeconds: readNumber(read, 'TUWEN_SHUTDOWN_SECONDS', 30, 1, 3600),
  };
}

function readJwt(read: Read, problems: string[]): JwtConfig | undefined {
  const text = (value: string) => value;
  const jwksUrl = read('TUWEN_JWKS_URL', undefined, httpsAddress, 'https://…, without user and password');
  const issuer = read('TUWEN_JWT_ISSUER', undefined, text, 'the issuer of tokens');
  const audience = read('TUWEN_JWT_AUDIENCE', undefined, text, 'the audience of tokens');
  const roleClaim = read('TUWEN_JWT_ROLE_CLAIM', 'tuwen_role', text, 'the name of a claim');
  if (jwksUrl === undefined) return undefined;
  if (issuer !== undefined && audience !== undefined) return { jwksUrl, issuer, audience, roleClaim };
  problems.push('TUWEN_JWKS_URL is set: set TUWEN_JWT_ISSUER and TUWEN_JWT_AUDIENCE too');
  return undefined;
}

type InferenceConfig = Pick<
  Config,
  'providers' | 'precisions' | 'threads' | 'batching' | 'device' | 'sessions'
>;

function readInference(read: Read): InferenceConfig {
  const list = <Name extends string>(name: string, fallback: readonly Name[], known: readonly Name[]) =>
    read(name, fallback, listOf(known), `a list of ${known.join(', ')}`);
  const asked = list('TUWEN_PROVIDERS', ['cpu'], providers);
  return {
    providers: asked,
    // float16 is what a GPU's tensor cores are made for, where a model was imported in it.
    precisions: list('TUWEN_PRECISION', asked[0] === 'cpu' ? [] : ['float16'], precisions),
    threads: readNumber(read, 'TUWEN_THREADS', availableParallelism(), 1, 1024),
    batching: {
      maximumPictures: readNumber(read, 'TUWEN_BATCH_PICTURES', 16, 1, 1024),
      maximumTexts: readNumber(read, 'TUWEN_BATCH_TEXTS', 32, 1, 1024),
      maximumDelayMs: readNumber(read, 'TUWEN_BATCH_DELAY_MS', 0, 0, 1000),
      maximumWaiting: readNumber(read, 'TUWEN_QUEUE', 1024, 1, 1_000_000),
    },
    device: readNumber(read, 'TUWEN_DEVICE', 0, 0, 63),
    sessions: readNumber(read, 'TUWEN_SESSIONS', 1, 1, 16),
  };
}

function readNumber(read: Read, name: string, fallback: number, minimum: number, maximum: number): number {
  return read(name, fallback, ...aWholeNumber(minimum, maximum));
}

/** How it is read, and what it is called. */
function aWholeNumber(minimum: number, maximum: number) {
  const parse = (text: string): number | undefined => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= minimum && value <= maximum ? value : undefined;
  };
  return [parse, `a whole number from ${minimum} to ${maximum}`] as const;
}

function longEnough(key: string): string | undefined {
  return key.length < 16 ? undefined : key;
}

function onOrOff(text: string): boolean | undefined {
  if (text === 'on') return true;
  return text === 'off' ? false : undefined;
}

function exactOrReduced(text: string): boolean | undefined {
  if (text === 'reduced') return true;
  return text === 'exact' ? false : undefined;
}

function oneOf<Name extends string>(known: readonly Name[]): (text: string) => Name | undefined {
  return (text) => known.find((name) => name === text);
}

/** Secrets have a setting of their own. */
function hubAddress(text: string): string | undefined {
  const address = httpsAddress(text);
  if (address === undefined) return undefined;
  const { search, hash } = new URL(address);
  return `${search}${hash}` === '' ? address.replace(/\/+$/, '') : undefined;
}

/** Plain http, beyond this machine, would show what is sent to everyone on the way and let them change it. */
function httpsAddress(text: string): string | undefined {
  const url = readUrl(text);
  if (url === undefined) return undefined;
  const { protocol, hostname, username, password, href } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && `${username}${password}` === '' ? href : undefined;
}

function longToken(text: string): string | undefined {
  return headerText(text) === undefined ? undefined : longEnough(text);
}

/** What an HTTP header can carry as one word. */
function headerText(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** A comma-separated list of known names, each at most once. */
function listOf<Name extends string>(known: readonly Name[]): (text: string) => readonly Name[] | undefined {
  return (text) => {
    const names = text.split(',').map((name) => known.find((candidate) => candidate === name.trim()));
    const isKnown = names.every((name) => name !== undefined);
    return isKnown && new Set(names).size === names.length ? names : undefined;
  };
}

/** A comma-separated list without empty or equal entries. */
function sources(text: string): readonly string[] | undefined {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.includes('') || new Set(entries).size < entries.length ? undefined : entries;
}

/** Of IP addresses, subnets and `loopback`, `linklocal`, `uniquelocal`. */
function addresses(text: string): readonly string[] | undefined {
  const entries = sources(text);
  try {
    proxyAddr.compile([...(entries ?? [''])]);
    return entries;
  } catch {
    return undefined;
  }
}

function postgresUrl(text: string): string | undefined {
  return /^postgres(ql)?:\/\//.test(text) && readUrl(text) !== undefined ? text : undefined;
}
