import { connectRpc } from '../../chain/rpc.js';
import type { UnsignedCall } from '../../chain/unsigned/call.js';
import { formatAccount, parseAccount } from '../../domain/account.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { planSweep, type SweepPlan } from '../../gateway/deposit-sweep.js';
import { keyOf } from '../../store/lists/list.js';
import type { Key } from '../../store/lists/order.js';
import type { TillDatabase } from '../../store/till/database.js';
import { DEPOSIT_ORDER, listDeposits } from '../../store/till/deposit-lists.js';
import type { Config } from '../config.js';
import { viewServedChain, type ServedChain } from '../served-chain.js';
import { withServedTill } from '../served-till.js';

export interface SweepOptions {
  /** The owner of the deposit addresses, in any spelling. */
  readonly account: string;
  readonly json?: boolean;
}

/** Deposit addresses that are looked at at once. */
const PAGE = 1_000;

interface Sweep extends Pick<SweepPlan, 'funding' | 'batches' | 'children' | 'notes'> {
  /** How many were looked at. */
  readonly addresses: number;
}

/**
 * `chaintill sweep`: prints what the owner of deposit addresses signs to have their money. It signs and sends nothing.
 * @throws {ChaintillError} `INVALID_ADDRESS`, `GENESIS_MISMATCH`, `RPC_UNREACHABLE`, and as `withServedTill` and `planSweep`
 */
export async function sweep(config: Config, { account, json = false }: SweepOptions): Promise<void> {
  const owner = parseAccount(account);
  await withServedTill(config, async (till, chain) => {
    const planned = await planAll(till, chain, owner);
    const { ss58Prefix } = chain.network;
    if (json) console.log(JSON.stringify(plain(planned, ss58Prefix)));
    else for (const line of describe(planned, ss58Prefix)) console.log(line);
  });
}

async function planAll(till: TillDatabase, chain: ServedChain, account: AccountHex): Promise<Sweep> {
  const { endpoints, network, assets } = chain;
  const rpc = await connectRpc(endpoints);
  try {
    const view = await viewServedChain(rpc, chain);
    let all: Sweep = { addresses: 0, funding: [], batches: [], children: [], notes: [] };
    let after: Key | null = null;
    do {
      const page = await listDeposits(till, { owner: account, merchantId: null, limit: PAGE, after });
      const plan = await planSweep(till, view, { account, network, assets }, page.rows);
      all = {
        addresses: all.addresses + page.rows.length,
        funding: [...all.funding, ...plan.funding],
        batches: [...all.batches, ...plan.batches],
        children: [...all.children, ...plan.children],
        notes: [...new Set([...all.notes, ...plan.notes])],
      };
      const last = page.rows.at(-1);
      after = page.hasNext && last ? keyOf(last, DEPOSIT_ORDER) : null;
    } while (after !== null);
    return all;
  } finally {
    await rpc.close();
  }
}

function plain({ funding, batches, children, ...rest }: Sweep, ss58Prefix: number): object {
  const call = ({ callData, signer, description, genesisHash, specVersion }: UnsignedCall): object => ({
    callData,
    signer: formatAccount(signer, ss58Prefix),
    description,
    genesisHash,
    specVersion,
  });
  return {
    ...rest,
    funding: funding.map(call),
    batches: batches.map(call),
    children: children.map((child) => ({ ...call(child), derivation: child.derivation })),
  };
}

function describe({ addresses, funding, batches, children, notes }: Sweep, ss58Prefix: number): string[] {
  const signed = [...funding, ...batches, ...children];
  if (signed.length === 0) {
    return [`Nothing to sweep: of ${addresses} deposit addresses, none holds what can be moved.`, ...notes];
  }
  const derivations = new Map<UnsignedCall, string>(children.map((child) => [child, child.derivation]));
  return [
    `Extrinsics to sign, in this order (${signed.length}), for ${addresses} deposit addresses:`,
    ...signed.flatMap((call, i) => {
      const derivation = derivations.get(call);
      const below = derivation === undefined ? '' : `, the secret phrase followed by ${derivation}`;
      return [
        '',
        `${i + 1}. ${call.description}`,
        `   Signer: ${formatAccount(call.signer, ss58Prefix)}${below}`,
        `   Call data: ${call.callData}`,
      ];
    }),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}
