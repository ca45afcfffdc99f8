import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { NetworkProfile } from '../domain/network.js';
import { DEV_TARGETS, PUBLIC_TARGETS, type TargetPolicy } from '../domain/webhook/target.js';
import { openDeliveryDatabase } from '../store/till/delivery/database.js';
import { openTillDatabase } from '../store/till/database.js';
import { openGatewayKeys } from '../store/till/gateway-keys.js';
import { requireTill } from '../store/till/instance.js';
import { listenToLog } from '../store/till/log-wake-ups.js';
import { createSealer } from '../store/till/sealing.js';
import { requireVersion } from '../store/till/version.js';
import { createEgress } from './egress/post.js';
import { checkNotifier, LOOKING_MS, type NotifierHealth } from './health.js';
import { runNotifier, type Attempted, type NotifierState } from './notifier.js';
import { createSender, type Send } from './sender.js';
import { startUpkeep } from './upkeep.js';

export interface NotifierStart {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  readonly network: NetworkProfile;
  /** Which chain the till must belong to: its genesis hash; for a dev chain, the name of that very one. */
  readonly chainIdentity: string;
  /** What the secrets in the database are encrypted under; null where it is not set. */
  readonly secretKey: string | null;
  readonly log: Logger;
  /** Where webhooks may go; default: by the network, https to public hosts, or on a dev chain also to this machine. */
  readonly policy?: TargetPolicy;
  /** Certificate authorities (PEM) in place of those that Node trusts. */
  readonly certificates?: readonly string[];
  /** Requests that begin at once, not counted those that take long; default 128. */
  readonly size?: number;
  readonly leaseMs?: number;
  readonly deadlineMs?: number;
  /** By what retries and pauses are multiplied; default 1. */
  readonly pace?: number;
  /** Told of every attempt. */
  readonly onAttempt?: (attempt: Attempted) => void;
}

export interface RunningNotifier {
  state(): NotifierState;
  /** Whether it sends, and if not, what keeps it; within two seconds. */
  health(): Promise<NotifierHealth>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
const DEADLINE_MS = 15_000;
const LEASE_MS = 30_000;
const GRACE_MS = 5_000;
const SIZE = 128;
const CONNECTIONS = 10;

/**
 * Sends webhooks from the queue in the database; any number of instances can. It starts also while Postgres is down or has
 * no till yet.
 * @throws {ChaintillError} `SECRET_KEY_MISSING`, `SECRET_KEY_SHORT`, `INVALID_DATABASE_URL`
 */
export function startNotifier(options: NotifierStart): RunningNotifier {
  const { databaseUrl, network, chainIdentity, secretKey, log, pace = 1, deadlineMs = DEADLINE_MS } = options;
  if (secretKey === null) {
    throw new ChaintillError(
      'SECRET_KEY_MISSING',
      'webhooks cannot be signed: set CHAINTILL_SECRET_KEY to the key that their secrets were stored under',
    );
  }
  const sealer = createSealer(secretKey);
  const till = openDeliveryDatabase({ url: databaseUrl, log, size: CONNECTIONS });
  // Of its own: those above wait where a migration holds the queue.
  const looking = openTillDatabase({ url: databaseUrl, log, size: 1, statementTimeoutMs: LOOKING_MS });
  const egress = createEgress({
    connectTimeoutMs: CONNECT_MS,
    ...(options.certificates && { certificates: options.certificates }),
  });
  const policy = options.policy ?? (network.genesisHash === null ? DEV_TARGETS : PUBLIC_TARGETS);

  async function open(): Promise<Send> {
    await requireVersion(till);
    await requireTill(till, chainIdentity);
    const { ed25519, rsa } = await openGatewayKeys(till, sealer);
    const keys = { ed25519: ed25519.privateKey, rsa: rsa.privateKey };
    return createSender({ egress, sealer, keys, policy, deadlineMs });
  }

  const notifier = runNotifier({
    till,
    open,
    log,
    leaseMs: options.leaseMs ?? LEASE_MS,
    size: options.size ?? SIZE,
    graceMs: GRACE_MS,
    giveUp: () => egress.close(),
    pace,
    ...(options.onAttempt && { onAttempt: options.onAttempt }),
  });
  const wakeUps = listenToLog(databaseUrl, () => notifier.wake(), log);
  const upkeep = startUpkeep(till, log);
  return {
    state: () => notifier.state(),
    health: () => checkNotifier(looking, notifier.state()),
    async close() {
      await Promise.all([wakeUps.close(), upkeep.close(), notifier.close()]);
      await Promise.all([till.destroy(), looking.destroy()]);
    },
  };
}
