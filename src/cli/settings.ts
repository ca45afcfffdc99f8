/** The commands of `chaintill`. */
export type Command =
  | 'start'
  | 'demo'
  | 'gateway'
  | 'notifier'
  | 'indexer'
  | 'keys'
  | 'migrate'
  | 'accounts'
  | 'orders'
  | 'refund'
  | 'sweep'
  | 'listen'
  | 'company'
  | 'verify-metrics'
  | 'backfill'
  | 'verify-index'
  | 'backup'
  | 'restore'
  | 'reindex'
  | 'replay'
  | 'doctor';

/** One thing that can be set, by a flag, an environment variable or both; the flag wins. */
export interface Setting {
  /** As commander reads it, `--port <n>`; null where a flag would show a secret in the list of processes. */
  readonly flag: string | null;
  readonly variable: string;
  /** What holds when it is not set, in words. */
  readonly fallback: string;
  readonly text: string;
  readonly commands: readonly Command[];
}

/** The commands that run for long. */
const SERVING = ['start', 'demo', 'gateway', 'notifier', 'indexer'] as const;
/** Those that can be traced. */
const TRACED = ['start', 'gateway', 'notifier'] as const;
/** Those that work on what is stored. */
const STORED = [
  'keys',
  'accounts',
  'orders',
  'refund',
  'migrate',
  'sweep',
  'verify-metrics',
  'verify-index',
  'backup',
  'reindex',
  'replay',
  'doctor',
] as const;

/** Everything that can be set. The keys are those of `Config` (config.ts); the order is that of the table in README. */
export const settings = {
  network: {
    flag: '--network <name>',
    variable: 'CHAINTILL_NETWORK',
    fallback: '`dev`: the embedded dev chain',
    text: 'Chain to serve: the name of a file in `networks/` without `.json`, or the path of such a file',
    commands: [
      ...SERVING,
      'backfill',
      'accounts',
      'orders',
      'refund',
      'sweep',
      'verify-index',
      'company',
      'reindex',
      'replay',
      'doctor',
    ],
  },
  endpoints: {
    flag: '--endpoint <url>',
    variable: 'CHAINTILL_ENDPOINTS',
    fallback: "those of the network's profile",
    text: 'RPC endpoint, `ws://` or `wss://`; give the flag several times, or separate URLs by commas',
    commands: [
      'start',
      'demo',
      'gateway',
      'indexer',
      'backfill',
      'refund',
      'sweep',
      'verify-index',
      'company',
      'reindex',
      'doctor',
    ],
  },
  secondEndpoints: {
    flag: '--second-endpoint <url>',
    variable: 'CHAINTILL_SECOND_ENDPOINTS',
    fallback: 'none: one node is believed',
    text: "RPC endpoint of somebody else's node, which must agree on a block before it settles an order; several as above",
    commands: ['start', 'gateway', 'doctor'],
  },
  chainSpec: {
    flag: '--chain-spec <file>',
    variable: 'CHAINTILL_CHAIN_SPEC',
    fallback: 'Rococo Asset Hub',
    text: 'Raw chain spec (JSON) whose runtime and genesis the dev chain takes',
    commands: ['start', 'demo'],
  },
  host: {
    flag: '--host <address>',
    variable: 'HOST',
    fallback: '`127.0.0.1`',
    text: 'Address that the gateway listens on; `0.0.0.0` for every interface',
    commands: ['start', 'demo', 'gateway', 'doctor'],
  },
  port: {
    flag: '--port <number>',
    variable: 'PORT',
    fallback: '`4000`, or the next free one',
    text: 'Port of the gateway; when set, a port that is taken is an error',
    commands: ['start', 'demo', 'gateway'],
  },
  publicUrl: {
    flag: '--public-url <url>',
    variable: 'CHAINTILL_PUBLIC_URL',
    fallback: 'where the gateway listens',
    text: 'Where shops and buyers reach the gateway, as `https://pay.example`',
    commands: ['start', 'demo', 'gateway', 'accounts', 'doctor'],
  },
  trustedProxies: {
    flag: '--trusted-proxy <range>',
    variable: 'CHAINTILL_TRUSTED_PROXIES',
    fallback: "none: nobody's `X-Forwarded-For` is believed",
    text: 'Proxy in front of the gateway, by its address or a range as `10.0.0.0/8`; give the flag several times, or separate by commas',
    commands: ['start', 'gateway', 'doctor'],
  },
  rateLimit: {
    flag: '--rate-limit <number>',
    variable: 'CHAINTILL_RATE_LIMIT',
    fallback: '`3000`; on the dev chain `off`',
    text: 'Requests without a key that one address may send in a minute; what costs more has a share of it (docs/limits.md). `off` for no limit',
    commands: ['start', 'gateway', 'doctor'],
  },
  keyRateLimit: {
    flag: '--key-rate-limit <number>',
    variable: 'CHAINTILL_KEY_RATE_LIMIT',
    fallback: '`6000`; on the dev chain `off`',
    text: 'Requests that one key may send in a minute; `off` for no limit',
    commands: ['start', 'gateway'],
  },
  maxConnections: {
    flag: '--max-connections <number>',
    variable: 'CHAINTILL_MAX_CONNECTIONS',
    fallback: 'of each kind its own, 100 to 1,000 (docs/limits.md)',
    text: 'Sockets and streams of one kind that one key, or one address, may have open',
    commands: ['start', 'gateway'],
  },
  databaseUrl: {
    flag: null,
    variable: 'DATABASE_URL',
    fallback:
      "an embedded Postgres; for `keys`, `accounts`, `orders`, `refund`, `migrate`, `sweep`, `company`, `verify-metrics`, `verify-index`, `backup`, `reindex`, `replay` and `doctor`, the running instance's",
    text: 'Postgres to use, `postgres://user:password@host:port/database`; `gateway`, `notifier`, `indexer` and `backfill` need it',
    commands: [...SERVING, 'backfill', ...STORED, 'company', 'restore'],
  },
  readDatabaseUrl: {
    flag: null,
    variable: 'CHAINTILL_READ_DATABASE_URL',
    fallback: 'none: all is read from `DATABASE_URL`',
    text: 'Streaming replica of that Postgres, from which lists of the chain, company history and metrics are read (docs/scaling.md)',
    commands: ['gateway', 'doctor'],
  },
  secretKey: {
    flag: null,
    variable: 'CHAINTILL_SECRET_KEY',
    fallback: 'on the dev chain, one that everybody knows; elsewhere it must be set',
    text: 'What the signing secrets in the database are encrypted under: at least 32 characters, as from `openssl rand -hex 32`. Keep a copy apart from the database; all processes of an instance need the same',
    commands: ['start', 'demo', 'gateway', 'notifier', 'doctor'],
  },
  natsUrl: {
    flag: null,
    variable: 'EVENTS_NATS_URL',
    fallback: 'none: events are not published to NATS',
    text: 'NATS with JetStream that the event log is published to as well, `nats://user:password@host:port`, or `tls://…`',
    commands: ['start', 'notifier'],
  },
  metrics: {
    flag: '--metrics <address>',
    variable: 'CHAINTILL_METRICS',
    fallback: 'none: they are not served',
    text: 'Address that metrics for Prometheus are served on, at `/metrics`, as `127.0.0.1:9464`; it needs no key, so keep it from strangers',
    commands: ['start', 'gateway', 'notifier'],
  },
  health: {
    flag: '--health <address>',
    variable: 'CHAINTILL_HEALTH',
    fallback: 'none: only its log and its metrics tell',
    text: 'Address that a notifier says on how it is, at `/health` and `/live`, as `127.0.0.1:9465`; it needs no key, so keep it from strangers',
    commands: ['notifier'],
  },
  otlpEndpoint: {
    flag: null,
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: 'none: there are no traces',
    text: "OpenTelemetry collector that traces are sent to, as `http://127.0.0.1:4318`: OTLP over HTTP in JSON, below the address's path at `v1/traces` (docs/telemetry.md)",
    commands: TRACED,
  },
  otlpTracesEndpoint: {
    flag: null,
    variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    fallback: 'by the one above',
    text: 'The whole address that traces are posted to',
    commands: TRACED,
  },
  otlpHeaders: {
    flag: null,
    variable: 'OTEL_EXPORTER_OTLP_HEADERS',
    fallback: 'none',
    text: 'Headers for the collector, as `name=value,other=value`, with odd characters as in a URL',
    commands: TRACED,
  },
  otelServiceName: {
    flag: null,
    variable: 'OTEL_SERVICE_NAME',
    fallback: 'by what it is, as `chaintill-gateway`',
    text: 'What the process is called in traces',
    commands: TRACED,
  },
  otelResourceAttributes: {
    flag: null,
    variable: 'OTEL_RESOURCE_ATTRIBUTES',
    fallback: 'none',
    text: 'What traces say of the process besides, as `deployment.environment.name=live,host.name=a`',
    commands: TRACED,
  },
  otelSampler: {
    flag: null,
    variable: 'OTEL_TRACES_SAMPLER',
    fallback: '`parentbased_always_on`',
    text: 'Which traces are kept: `always_on`, `always_off`, `traceidratio`, or as the caller says and else so: `parentbased_always_on`, `parentbased_always_off`, `parentbased_traceidratio`',
    commands: TRACED,
  },
  otelSamplerRatio: {
    flag: null,
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    fallback: '`1`: all',
    text: 'Share of traces that `traceidratio` keeps, from 0 to 1',
    commands: TRACED,
  },
  otelDisabled: {
    flag: null,
    variable: 'OTEL_SDK_DISABLED',
    fallback: '`false`',
    text: '`true` for no traces, whatever the others say',
    commands: TRACED,
  },
  data: {
    flag: '--data <folder>',
    variable: 'CHAINTILL_DATA',
    fallback: '`.chaintill`',
    text: 'Folder for all that is kept: the embedded Postgres, the log, the run-time files of the indexer',
    commands: ['start', 'demo', 'indexer', 'backfill', ...STORED, 'listen', 'company', 'restore'],
  },
  server: {
    flag: '--server <url>',
    variable: 'CHAINTILL_SERVER',
    fallback: 'the instance that runs on the data folder',
    text: 'Gateway to listen to, or to ask for a company, as `https://pay.example`',
    commands: ['listen', 'company'],
  },
  apiKey: {
    flag: null,
    variable: 'CHAINTILL_API_KEY',
    fallback: "on the dev chain, its merchant's read-only key",
    text: 'Key of the merchant whose events are listened to; a read-only one will do',
    commands: ['listen'],
  },
  backfill: {
    flag: '--backfill <mode>',
    variable: 'CHAINTILL_BACKFILL',
    fallback: '`on`; the dev chain has no history',
    text: '`on` or `off`: whether finalized history is indexed at full speed before SubQuery goes on (docs/backfill.md)',
    commands: ['start', 'indexer', 'reindex'],
  },
  indexerPort: {
    flag: '--indexer-port <number>',
    variable: 'CHAINTILL_INDEXER_PORT',
    fallback: 'a free one',
    text: "Port of the indexer's own status pages, on 127.0.0.1 only",
    commands: ['start', 'demo', 'indexer'],
  },
  logLevel: {
    flag: '--log-level <level>',
    variable: 'LOG_LEVEL',
    fallback: '`info`',
    text: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    commands: [...SERVING, 'backfill'],
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The table of all settings, in Markdown, as README carries it. */
export function renderSettingsTable(): string {
  const rows = Object.values<Setting>(settings).map(({ flag, variable, fallback, text, commands }) => [
    flag === null ? '' : `\`${flag}\``,
    `\`${variable}\``,
    fallback,
    text,
    commands.map((command) => `\`${command}\``).join(', '),
  ]);
  const head = ['Flag', 'Variable', 'Default', 'Meaning', 'Commands'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
