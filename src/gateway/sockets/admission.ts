import { ChaintillError } from '../../domain/errors.js';
import { readLogCursor } from '../../domain/events/cursor.js';
import { findChannel, readLastNumber, type ChannelName } from '../../store/till/channels.js';
import type { TillDatabase } from '../../store/till/database.js';
import { authenticate } from '../auth/authenticate.js';
import { requireMerchant, type MerchantCaller } from '../auth/caller.js';
import type { LogTail } from '../live/log-tail.js';
import type { ChannelTail } from './channel-tail.js';
import type { Item } from './item.js';
import { createOutbox } from './outbox.js';
import { paymentMessage, TOLD_TYPES } from './payment-message.js';
import type { Peer } from './peer.js';

export interface AdmissionOptions {
  readonly till: TillDatabase;
  readonly tail: LogTail;
  readonly channels: ChannelTail;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
}

/** What somebody asks to hear. */
export interface Asked {
  readonly item: Item;
  /** Key of the header or of the first message; null for none. */
  readonly key: string | null;
  /** Cursor after which events begin; null for now. */
  readonly after: string | null;
}

/** Leave to listen, from the moment at which it was given. */
export interface Admission {
  /** Null for whoever has a channel's token. */
  readonly keyId: string | null;
  /** Tells a client all there is to hear, until it is gone. @throws {ChaintillError} as `LogTail.follow` */
  serve(peer: Peer): Promise<void>;
}

/**
 * @returns null while it takes a key to tell
 * @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN`, `CHANNEL_NOT_FOUND`, `BAD_USER_INPUT`, `CURSOR_…`,
 * `DATABASE_UNAVAILABLE`, `TILL_NOT_READY`
 */
export async function admit(
  options: AdmissionOptions,
  { item, key, after }: Asked,
): Promise<Admission | null> {
  if (after !== null && item.kind !== 'events' && item.kind !== 'key') {
    throw new ChaintillError(
      'BAD_USER_INPUT',
      'after: messages of channels cannot be asked for again, leave it out',
    );
  }
  if (item.kind === 'token') {
    const channel = await findChannel(options.till, item.token);
    if (!channel) {
      throw new ChaintillError(
        'CHANNEL_NOT_FOUND',
        'no channel has this token: take it from the answer to a push',
      );
    }
    return admitToChannel(options, null, channel);
  }
  const used = item.kind === 'key' ? item.key : key;
  if (used === null) return null;
  const caller = await listenerOf(options, used);
  if (item.kind !== 'channel') return admitToEvents(options, caller, after);
  return admitToChannel(options, caller.keyId, { merchantId: caller.merchantId, name: item.name });
}

async function listenerOf({ till, dev }: AdmissionOptions, key: string): Promise<MerchantCaller> {
  return requireMerchant(await authenticate(till, `Bearer ${key}`, { dev }), 'orders:read');
}

async function admitToEvents(
  { tail }: AdmissionOptions,
  { merchantId, keyId }: MerchantCaller,
  after: string | null,
): Promise<Admission> {
  const end = await tail.position();
  const start = after === null ? end.cursor : readLogCursor(after, end);
  return {
    keyId,
    async serve(peer) {
      const events = tail.follow({
        merchantId,
        after: start,
        types: TOLD_TYPES,
        orderId: null,
        signal: peer.signal,
      });
      for await (const batch of events) {
        for (const { body } of batch) {
          const message = paymentMessage(merchantId, body);
          if (message !== null) await peer.send(message);
        }
      }
    },
  };
}

async function admitToChannel(
  { till, channels }: AdmissionOptions,
  keyId: string | null,
  channel: ChannelName,
): Promise<Admission> {
  const after = await readLastNumber(till, channel);
  return {
    keyId,
    async serve(peer) {
      const outbox = createOutbox(peer);
      const leave = channels.follow({ ...channel, after }, (body) => outbox.add(body));
      try {
        await outbox.run();
      } finally {
        leave();
      }
    },
  };
}
