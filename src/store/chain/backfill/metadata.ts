/** SubQuery's notes of its progress, in the words in which @subql/node 6.4 reads and writes them. */
import pg from 'pg';

/** @param lock holds the note against other writers until the transaction ends */
export async function readMetadata(
  client: pg.Client,
  schema: string,
  key: 'lastProcessedHeight' | 'startHeight',
  { lock = false } = {},
): Promise<number | null> {
  const { rows } = await client.query<{ value: unknown }>(
    `select value from ${metadataOf(schema)} where key = $1 ${lock ? 'for update' : ''}`,
    [key],
  );
  const value = rows[0]?.value;
  return typeof value === 'number' ? value : null;
}

/**
 * Notes that a stretch is indexed.
 * @param isFirst of an index that had no block
 */
export async function writeMetadata(
  client: pg.Client,
  schema: string,
  { from, to, target }: { readonly from: number; readonly to: number; readonly target: number },
  isFirst: boolean,
): Promise<void> {
  const notes = {
    lastProcessedHeight: to,
    lastProcessedTimestamp: Date.now(),
    targetHeight: target,
    ...(isFirst && { startHeight: from }),
  };
  await client.query(
    `insert into ${metadataOf(schema)} (key, value, "createdAt", "updatedAt")
     select key, value, now(), now() from jsonb_each($1)
     on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`,
    [JSON.stringify(notes)],
  );
}

/**
 * Takes away, of an index without any block, what a node noted that was told to begin above the chain's head, to make the
 * tables and no more.
 */
export async function forgetBeginning(client: pg.Client, schema: string): Promise<void> {
  await client.query(
    `delete from ${metadataOf(schema)} where key in ('startHeight', 'deployments')
     and not exists (select from ${metadataOf(schema)} where key = 'lastProcessedHeight')`,
  );
}

function metadataOf(schema: string): string {
  return `${pg.escapeIdentifier(schema)}._metadata`;
}
