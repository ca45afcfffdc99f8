import { z } from 'zod';
import { ChaintillError } from '../domain/errors.js';
import { isProxyRange } from '../gateway/limits/client-address.js';
import { MIN_SECRET_KEY_LENGTH } from '../store/till/sealing.js';
import { SAMPLERS } from '../telemetry/traces.js';
import { readPairs } from './pairs.js';
import { settings, type Command, type Setting, type SettingName } from './settings.js';

const port = z.coerce
  .number('expected a port number')
  .int('expected a port number')
  .min(1, 'expected a port from 1 to 65535')
  .max(65535, 'expected a port from 1 to 65535');
const MOST_IN_A_MINUTE = 1_000_000;
const PER_MINUTE = `expected a whole number from 1 to ${MOST_IN_A_MINUTE}, or off`;
const perMinute = z.union(
  [
    z.literal('off'),
    z.coerce.number(PER_MINUTE).int(PER_MINUTE).min(1, PER_MINUTE).max(MOST_IN_A_MINUTE, PER_MINUTE),
  ],
  PER_MINUTE,
);
/** `127.0.0.1:9464`, `[::1]:9464` */
const listenAddress = z
  .string()
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.-]+):\d{1,5}$/, 'expected an address and a port, as 127.0.0.1:9464')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/[[\]]/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port: number }) => number >= 1 && number <= 65_535, 'expected a port from 1 to 65535');
const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host:port/database' })
  .refine((url) => URL.canParse(url) && new URL(url).pathname.length > 1, 'names no database after the host');
const RATIO = 'expected a number from 0 to 1';
/** `name=value,other=value` */
const pairs = z.string().transform((text, problem) => {
  const read = readPairs(text);
  if (read !== null) return read;
  problem.addIssue('expected name=value, several separated by commas');
  return z.NEVER;
});
const collectorUrl = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
  .refine(
    (url) => !URL.canParse(url) || `${new URL(url).username}${new URL(url).password}` === '',
    'expected no password: give it as a header, in OTEL_EXPORTER_OTLP_HEADERS',
  );
const rpcUrl = z.url({ protocol: /^wss?$/, error: 'expected an address that begins with ws:// or wss://' });

/** The text of each setting, if it is set, as typed values. */
const schema = z.strictObject({
  network: z.string().default('dev'),
  /** Empty: the profile's. */
  endpoints: z.array(rpcUrl).default([]),
  /** Empty: no second opinion. */
  secondEndpoints: z.array(rpcUrl).default([]),
  chainSpec: z.string().nullable().default(null),
  host: z
    .string()
    .regex(/^[0-9A-Za-z.:-]+$/, 'expected an address or a host name')
    .default('127.0.0.1'),
  /** Null: 4000, or the next free one. */
  port: port.nullable().default(null),
  /** Null: where the gateway listens. */
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
    .nullable()
    .default(null),
  /** Empty: none. */
  trustedProxies: z
    .array(z.string().refine(isProxyRange, 'expected an address, or a range as 10.0.0.0/8'))
    .default([]),
  /** Null, as for all three: the default (limits.ts). */
  rateLimit: perMinute.nullable().default(null),
  keyRateLimit: perMinute.nullable().default(null),
  maxConnections: z.coerce
    .number('expected a whole number')
    .int('expected a whole number')
    .min(1, 'expected 1 or more')
    .max(100_000, 'expected 100000 or less')
    .nullable()
    .default(null),
  /**
   * Null: the embedded Postgres; for the commands that work on what is stored, that of the running instance.
   */
  databaseUrl: postgresUrl.nullable().default(null),
  /** Null: there is no replica. */
  readDatabaseUrl: postgresUrl.nullable().default(null),
  /** Null for the commands that do not take it; on the dev chain, `DEV_SECRET_KEY` when it is not set. */
  secretKey: z
    .string()
    .min(MIN_SECRET_KEY_LENGTH, `expected at least ${MIN_SECRET_KEY_LENGTH} characters`)
    .nullable()
    .default(null),
  /** Null: none. */
  natsUrl: z
    .url({ protocol: /^(nats|tls)$/, error: 'expected nats://user:password@host:port' })
    .nullable()
    .default(null),
  /** Null: metrics are not served. */
  metrics: listenAddress.nullable().default(null),
  /** Null: it is not served. */
  health: listenAddress.nullable().default(null),
  /** Null for both: there are no traces. */
  otlpEndpoint: collectorUrl.nullable().default(null),
  otlpTracesEndpoint: collectorUrl.nullable().default(null),
  otlpHeaders: pairs
    .refine(
      (headers) => Object.entries(headers).every(([name, value]) => isHeader(name, value)),
      'names or values are none of a header of HTTP',
    )
    .default({}),
  /** Null: by the command. */
  otelServiceName: z.string().nullable().default(null),
  otelResourceAttributes: pairs.default({}),
  otelSampler: z
    .enum(SAMPLERS, { error: `expected ${SAMPLERS.slice(0, -1).join(', ')} or ${SAMPLERS.at(-1) ?? ''}` })
    .default('parentbased_always_on'),
  otelSamplerRatio: z.coerce.number(RATIO).min(0, RATIO).max(1, RATIO).default(1),
  otelDisabled: z
    .string()
    .regex(/^(true|false)$/i, 'expected true or false')
    .transform((text) => text.toLowerCase() === 'true')
    .default(false),
  data: z.string().default('.chaintill'),
  /** Null: that of the running instance. */
  server: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
    .nullable()
    .default(null),
  /** Null: on a dev chain, the read-only key of its merchant. */
  apiKey: z.string().nullable().default(null),
  backfill: z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
  /** Null: a free one. */
  indexerPort: port.nullable().default(null),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'expected trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
} satisfies Record<SettingName, z.ZodType>);

/** Everything that a command was told, checked. Nothing else reads the environment. */
export type Config = z.infer<typeof schema>;

export const DEFAULT_PORT = 4000;

/** The name of the network that is the embedded dev chain. */
export const DEV_NETWORK = 'dev';

function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value);
}

/** What stands for `CHAINTILL_SECRET_KEY` on a dev chain, where nothing is secret. */
export const DEV_SECRET_KEY = 'chaintill-dev-chain-everybody-knows-this-key';

/** The commands that read or write what is encrypted. */
const SEALING: readonly Command[] = ['start', 'demo', 'gateway', 'notifier'];

/** The commands that run beside a Postgres of the operator's, for a real network. */
const NEEDING_A_DATABASE: readonly Command[] = ['gateway', 'notifier', 'indexer', 'backfill'];

/** The commands that must know which chain a database of the operator's is about. */
const NEEDING_A_NAME: readonly Command[] = [
  'accounts',
  'orders',
  'refund',
  'sweep',
  'verify-index',
  'replay',
  'doctor',
];

/** What commander made of the flags: one text, or several for a flag that may be given again. */
export type Flags = Readonly<Partial<Record<SettingName, string | readonly string[]>>>;

/**
 * Puts flags and environment together; an empty variable counts as not set.
 * @throws {ChaintillError} `CONFIG` naming every bad value, the place it came from, and what was expected.
 */
export function loadConfig(
  command: Command,
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const given: Record<string, unknown> = {};
  const source: Record<string, string> = {};
  for (const [name, { flag, variable, commands }] of Object.entries<Setting>(settings)) {
    const byFlag = flags[name as SettingName];
    const byVariable = environment[variable]?.trim();
    if (byFlag !== undefined) {
      given[name] = byFlag;
      source[name] = flag?.split(' ')[0] ?? variable;
    } else if (byVariable && commands.includes(command)) {
      given[name] = LISTS.has(name) ? byVariable.split(',').map((item) => item.trim()) : byVariable;
      source[name] = variable;
    }
  }
  const result = schema.safeParse(given);
  const problems = result.success
    ? contradictions(command, result.data)
    : result.error.issues.map(({ path: [name, index], message }) => {
        const value =
          index === undefined ? given[String(name)] : (given[String(name)] as unknown[])[Number(index)];
        return `${source[String(name)] ?? String(name)}${show(String(name), value)}: ${message}`;
      });
  if (!result.success || problems.length > 0) throw new ChaintillError('CONFIG', problems.join('\n'));
  const { network, secretKey } = result.data;
  const standIn = network === DEV_NETWORK && SEALING.includes(command) ? DEV_SECRET_KEY : null;
  return { ...result.data, secretKey: secretKey ?? standIn };
}

/** Those that several may be given of. */
const LISTS: ReadonlySet<string> = new Set([
  'endpoints',
  'secondEndpoints',
  'trustedProxies',
] satisfies SettingName[]);

/** URLs of servers may hold passwords, so they are never shown, and no more are keys and headers. */
const SECRETS: ReadonlySet<string> = new Set([
  'databaseUrl',
  'readDatabaseUrl',
  'secretKey',
  'natsUrl',
  'otlpEndpoint',
  'otlpTracesEndpoint',
  'otlpHeaders',
  'apiKey',
] satisfies SettingName[]);

function show(name: string, value: unknown): string {
  return SECRETS.has(name) ? '' : ` ${JSON.stringify(value)}`;
}

function contradictions(command: Command, config: Config): string[] {
  const dev = config.network === DEV_NETWORK;
  const problems: string[] = [];
  if (config.chainSpec !== null && !dev)
    problems.push('--chain-spec is for the dev chain: leave out --network');
  if (config.endpoints.length > 0 && dev) {
    problems.push('--endpoint needs --network NAME: the dev chain brings its own');
  }
  if (config.secondEndpoints.length > 0 && dev) {
    problems.push('--second-endpoint needs --network NAME: there is no second node of a dev chain');
  }
  if (command === 'demo' && !dev) {
    problems.push(
      'the demo pays with development keys, so it runs on the dev chain only: leave out --network',
    );
  }
  if (SEALING.includes(command) && !dev && config.secretKey === null) {
    problems.push(
      `"${command}" needs CHAINTILL_SECRET_KEY: set it to what "openssl rand -hex 32" prints, and keep it`,
    );
  }
  if (NEEDING_A_NAME.includes(command) && dev && config.databaseUrl !== null) {
    problems.push(`"${command}" with DATABASE_URL needs --network NAME: leave out one, or give both`);
  }
  if (NEEDING_A_DATABASE.includes(command)) {
    if (dev) problems.push(`"${command}" needs --network NAME: the dev chain is part of "start" only`);
    if (config.databaseUrl === null) problems.push(`"${command}" needs DATABASE_URL`);
  }
  return problems;
}
