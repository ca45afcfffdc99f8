/** Pushing to a merchant's own channels, in LNbits' two ways, but with the merchant's secret key. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import { encodeUtf8 } from '../../domain/utf8.js';
import { pushMessage } from '../../store/till/channels.js';
import type { TillDatabase } from '../../store/till/database.js';
import { authenticate } from '../auth/authenticate.js';
import { requireMerchant, type Caller } from '../auth/caller.js';
import { isChannelName, SOCKET_PATH } from './item.js';
import { keyOfHeaders } from './key-header.js';
import { createRate } from './rate.js';
import { PUSH, PUSH_BY_ADDRESS } from '../rest/operations/channels.js';

export interface PushOptions {
  readonly till: TillDatabase;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
}

interface Push {
  Params: { readonly item: string; readonly '*': string };
  Querystring: { readonly data?: unknown };
}

/** In bytes of UTF-8. */
const LARGEST = 64 * 1024;
/** JSON may write a byte as six characters. */
const LARGEST_BODY = 6 * LARGEST + 1_024;
/** Of a key, in this process; what LNbits allows as well. */
const PER_MINUTE = 200;

export function pushRoutes(app: FastifyInstance, { till, dev, tillRefusal }: PushOptions): void {
  const rate = createRate({ perMinute: PER_MINUTE });

  /** Before the body is read: only whoever may push can make us read a large one. */
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    request.caller = await callerOf(request);
    const { keyId } = requireMerchant(request.caller, 'orders:write');
    const seconds = rate.take(keyId);
    if (seconds === 0) return;
    reply.header('retry-after', String(seconds));
    throw new ChaintillError('RATE_LIMITED', `at most ${PER_MINUTE} messages a minute: send this one later`);
  };

  /** Clients of LNbits send keys in a header of their own. */
  async function callerOf({ caller, headers }: FastifyRequest): Promise<Caller> {
    if (headers['x-api-key'] === undefined || headers.authorization !== undefined) return caller;
    const refusal = tillRefusal();
    if (refusal) throw refusal;
    return authenticate(till, `Bearer ${keyOfHeaders(headers) ?? ''}`, { dev });
  }

  async function push(caller: Caller, item: string, data: unknown): Promise<object> {
    const { merchantId } = requireMerchant(caller, 'orders:write');
    if (!isChannelName(item)) {
      throw badField(
        'item_id',
        'name a channel with 1 to 64 of A-Z a-z 0-9 . _ : ~ -, not as a key or token begins',
      );
    }
    const body = readMessage(data);
    const token = `ch_${randomBytes(16).toString('hex')}`;
    const pushed = await pushMessage(till, { merchantId, name: item, token, body });
    return { sent: true, data: body, number: String(pushed.number), token: pushed.token };
  }

  app.post<Push>(
    `${SOCKET_PATH}/:item`,
    { onRequest, bodyLimit: LARGEST_BODY, ...PUSH },
    ({ caller, params, query, body }) => push(caller, params.item, query.data ?? dataOf(body)),
  );
  app.get<Push>(`${SOCKET_PATH}/:item/*`, { onRequest, ...PUSH_BY_ADDRESS }, ({ caller, params }) =>
    push(caller, params.item, params['*']),
  );
}

function dataOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
}

/** @throws {ChaintillError} `BAD_USER_INPUT` */
function readMessage(data: unknown): string {
  if (typeof data !== 'string' || data === '') throw badField('data', 'write the message, as a string');
  const bytes = encodeUtf8(data);
  if (bytes === null || data.includes('\0')) {
    throw badField('data', 'write text: neither the character U+0000 nor half of a pair');
  }
  if (bytes.length > LARGEST) throw badField('data', 'write at most 64 KiB');
  return data;
}
