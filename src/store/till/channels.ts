/** Channels of merchants' own: messages by number, which rises in the order of commits, kept for an hour. */
import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from './database.js';

export interface ChannelName {
  readonly merchantId: string;
  readonly name: string;
}

export interface NewMessage extends ChannelName {
  /** What the channel's token becomes if the channel is new. */
  readonly token: string;
  readonly body: string;
}

/** Channels are never dropped, since their tokens are out in the world. */
const MOST_CHANNELS = 10_000;
const KEPT = sql`interval '1 hour'`;

/**
 * Adds a message, and makes the channel where it is new.
 * @returns the message's number, from 1, and the channel's token
 * @throws {ChaintillError} `CHANNEL_LIMIT`
 */
export async function pushMessage(
  till: TillDatabase,
  { merchantId, name, token, body }: NewMessage,
): Promise<{ readonly number: bigint; readonly token: string }> {
  await refuseTooMany(till, { merchantId, name });
  return till.transaction().execute(async (transaction) => {
    // The row stays locked until the commit: whoever sees a number has seen all before it.
    const channel = await transaction
      .insertInto('channels')
      .values({ merchantId, name, token, lastNumber: '1' })
      .onConflict((conflict) =>
        conflict
          .columns(['merchantId', 'name'])
          .doUpdateSet({ lastNumber: sql<string>`channels.last_number + 1` }),
      )
      .returning(['id', 'token', 'lastNumber'])
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('channelMessages')
      .values({ channelId: channel.id, number: channel.lastNumber, body })
      .execute();
    await sql`notify chaintill_channels`.execute(transaction);
    return { number: BigInt(channel.lastNumber), token: channel.token };
  });
}

/** @returns null where no channel has this token. */
export async function findChannel(till: TillDatabase, token: string): Promise<ChannelName | null> {
  const channel = await till
    .selectFrom('channels')
    .select(['merchantId', 'name'])
    .where('token', '=', token)
    .executeTakeFirst();
  return channel ?? null;
}

/** The number of the last message; 0 where there is none, also for a channel that is still to be made. */
export async function readLastNumber(till: TillDatabase, { merchantId, name }: ChannelName): Promise<bigint> {
  const channel = await till
    .selectFrom('channels')
    .select('lastNumber')
    .where('merchantId', '=', merchantId)
    .where('name', '=', name)
    .executeTakeFirst();
  return BigInt(channel?.lastNumber ?? '0');
}

export interface ChannelPlace extends ChannelName {
  readonly after: bigint;
}

export interface ChannelMessage {
  /** Index of the channel among those that were asked for. */
  readonly place: number;
  readonly number: bigint;
  readonly body: string;
}

/** What came to channels after a number in each, the first `limit` of it; of each channel in order. */
export async function readMessages(
  till: TillDatabase,
  places: readonly ChannelPlace[],
  limit: number,
): Promise<readonly ChannelMessage[]> {
  const { rows } = await sql<{ place: number; number: string; body: string }>`
    select (f.place - 1)::integer as place, m.number, m.body
    from unnest(${places.map(({ merchantId }) => merchantId)}::uuid[], ${places.map(({ name }) => name)}::text[],
      ${places.map(({ after }) => String(after))}::bigint[]) with ordinality f (merchant_id, name, after, place)
    join till.channels c on c.merchant_id = f.merchant_id and c.name = f.name and c.last_number > f.after
    join till.channel_messages m on m.channel_id = c.id and m.number > f.after
    order by f.place, m.number limit ${limit}`.execute(till);
  return rows.map((row) => ({ ...row, number: BigInt(row.number) }));
}

/** Drops the oldest messages that nobody waits for any more, at most `limit`. @returns how many */
export async function pruneMessages(till: TillDatabase, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from till.channel_messages m using (
      select channel_id, number from till.channel_messages where created_at < now() - ${KEPT}
      order by created_at limit ${limit} for update skip locked
    ) old where m.channel_id = old.channel_id and m.number = old.number`.execute(till);
  return Number(numAffectedRows ?? 0n);
}

async function refuseTooMany(till: TillDatabase, { merchantId, name }: ChannelName): Promise<void> {
  const { rows } = await sql<{ full: boolean }>`
    select not exists (select from till.channels where merchant_id = ${merchantId} and name = ${name})
      and (select count(*) from till.channels where merchant_id = ${merchantId}) >= ${MOST_CHANNELS} as full`.execute(
    till,
  );
  if (rows[0]?.full !== true) return;
  throw new ChaintillError(
    'CHANNEL_LIMIT',
    `a merchant has at most ${MOST_CHANNELS} channels: use names again`,
  );
}
