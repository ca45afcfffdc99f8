/** Companies of the index whose hook changed, as far as orders name them. */
import { sql } from 'kysely';
import { hookChangeEventId } from '../../../domain/settlement/hook-changes.js';
import type { HookChange } from '../../../domain/settlement/work.js';
import { DIALECTS, sendsOf } from '../../../domain/webhook/dialect.js';
import { chainTable, type TillTransaction } from '../database.js';
import type { LockedInstance } from '../instance-lock.js';
import type { HeightRange } from './facts.js';

const TYPE = 'company.hook_changed';

/**
 * For each merchant that follows a company, the versions of some blocks that have another hook than the version before. Of
 * a company that an order names which is taken up now, also those since that order's registration: the order may have been
 * written while they were settled.
 */
export async function readHookChanges(
  db: TillTransaction,
  schema: string,
  { after, to }: HeightRange,
  registering: readonly string[],
): Promise<readonly HookChange[]> {
  if (!(await followsCompanies(db, schema))) return [];
  const versions = chainTable(schema, 'companyVersions');
  const { rows } = await sql<HookChange>`
    with followed as (
      select company_id, merchant_id, greatest(${after}, from_height) as since from till.company_followers
      where ${to}::integer > ${after}::integer
      union
      select company_id, merchant_id, registered_height from till.orders
      where id = any(${[...registering]}::uuid[]) and company_id is not null
    )
    select distinct f.merchant_id, v.company_id, v.id as version_id, v.name, v.status, v.from_block, v.hook,
      p.hook as previous_hook
    from followed f join ${versions} v on v.company_id = f.company_id and v.from_block > f.since and v.from_block <= ${to}
    cross join lateral (
      select hook from ${versions} p where p.company_id = v.company_id and p.from_block < v.from_block
      order by p.from_block desc limit 1
    ) p
    where p.hook is distinct from v.hook
    order by v.from_block, v.company_id, f.merchant_id`.execute(db);
  return rows;
}

/** Nobody follows a company where no order names one, and an index of an earlier version has none. */
async function followsCompanies(db: TillTransaction, schema: string): Promise<boolean> {
  const { rows } = await sql<{ follows: boolean }>`
    select exists (select from till.company_followers)
      and to_regclass(${`"${schema}".company_versions`}) is not null as follows`.execute(db);
  return rows[0]?.follows === true;
}

/**
 * Sends what was appended of these changes also to the hook before, where that is the hook of the merchant's orders: nobody
 * but the merchant can make an address one that this gateway sends to.
 * @param instance as it was before they were appended
 */
export async function putOutToFormerHooks(
  db: TillTransaction,
  { id, cursor }: Pick<LockedInstance, 'id' | 'cursor'>,
  changes: readonly HookChange[],
): Promise<void> {
  const rows = changes.flatMap((change) => {
    const { previousHook: hook, companyId } = change;
    if (hook === null || !URL.canParse(hook)) return [];
    const { href: url, origin } = new URL(hook);
    return [{ event_id: hookChangeEventId(id, change), company_id: companyId, url, origin }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, url)
    select endpoint.id, event.merchant_id, event.cursor, event.type, change.url
    from jsonb_to_recordset(${JSON.stringify(rows)}) as change(event_id text, company_id text, url text, origin text)
    join till.events event on event.id = change.event_id and event.cursor > ${cursor}
    join till.endpoints endpoint on endpoint.merchant_id = event.merchant_id and endpoint.kind = 'orders'
      and endpoint.url = change.origin and endpoint.status = 'enabled'
      and endpoint.dialect = any(${DIALECTS.filter((dialect) => sendsOf(dialect, TYPE))}::text[])
    where exists (
      select from till.orders o join till.order_hooks hook on hook.order_id = o.id
      where o.company_id = change.company_id and o.merchant_id = event.merchant_id
        and hook.endpoint_id = endpoint.id and hook.url = change.url and hook.gone_at is null
    )
    order by event.cursor`.execute(db);
}
