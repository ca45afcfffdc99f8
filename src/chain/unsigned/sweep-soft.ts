import type { Call } from '@polkadot/types/interfaces';
import { formatAccount } from '../../domain/account.js';
import { deriveSoftAddress, softDerivationSuffix } from '../../domain/deposit-address.js';
import type { Hex } from '../../domain/hex.js';
import type { ChainView } from '../chain-view.js';
import { unsignedCall, type UnsignedCall } from './call.js';
import { describeItems, readDeposits, type Deposit, type SweepItem, type SweepRequest } from './deposits.js';
import { estimateFee } from './fee.js';
import { groupByCalls } from './grouping.js';
import { describeAmount, nativeToken } from './token.js';
import { transferKeepAlive, transferOut } from './transfer.js';

export interface SoftSweep {
  /** Hash of the block whose balances were read. */
  readonly at: Hex;
  /** For the owner to sign first: fees for the addresses that cannot pay their own. Most of it comes back. */
  readonly funding: readonly UnsignedCall[];
  /** For each address to sign itself, once it is funded. */
  readonly children: readonly ChildSweep[];
  /** What the owner should know before signing. */
  readonly notes: readonly string[];
}

export interface ChildSweep extends UnsignedCall {
  readonly deposit: Deposit;
  /** What to write after the owner's secret phrase, in a wallet, to sign as this address: `/12/34`. */
  readonly derivation: string;
  /** What `funding` sends to it, in the smallest unit of the chain's own token; 0 for most. */
  readonly funding: bigint;
}

/** Fees move from block to block, and the funding itself takes a block. */
const FEE_MARGIN = 2n;

/**
 * What empties soft-derived deposit addresses (`deriveSoftAddress`) into their owner's account. Each pays its own fee,
 * in the chain's own token: to one that holds assets and too little of that, the owner sends it first; one that holds
 * nothing but too little of it is left as it is.
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL`, `INVALID_DERIVATION_PATH`, `DEPOSIT_ADDRESS_UNSUPPORTED`, and those of
 * `Rpc.request`
 */
export async function planSoftSweep(view: ChainView, request: SweepRequest): Promise<SoftSweep> {
  const { at, metadata } = view;
  const { owner, network } = request;
  const { deposits, notes } = await readDeposits(view, request, deriveSoftAddress);
  // The fee must leave the existential deposit, which the sweep takes along afterwards.
  const needed = metadata.existentialDeposit + FEE_MARGIN * (await highestFee(view, request, deposits));
  const to = formatAccount(owner, network.ss58Prefix);
  const children: ChildSweep[] = [];
  const left: string[] = [];
  for (const deposit of deposits) {
    const [from, what] = [formatAccount(deposit.address, network.ss58Prefix), describeItems(deposit.items)];
    const funding = deposit.native < needed ? needed - deposit.native : 0n;
    if (funding > 0n && assetsIn(deposit).length === 0) {
      left.push(`${what} at ${from} stays there: moving it could cost as much.`);
      continue;
    }
    const call = sweepCall(view, deposit, request);
    children.push({
      ...unsignedCall(metadata, call, deposit.address, `Sweep deposit address ${from} to ${to}: ${what}.`),
      deposit,
      derivation: softDerivationSuffix(deposit.path),
      funding,
    });
  }
  const short = children.filter(({ funding }) => funding > 0n);
  if (short.length > 0) {
    left.push(
      `Some addresses (${short.length}) hold assets but too little ${network.native.symbol} for a fee: sign the funding first.`,
    );
  }
  return { at, funding: fundingOf(view, request, short), children, notes: [...notes, ...left] };
}

function fundingOf(
  { metadata }: ChainView,
  { owner, network }: SweepRequest,
  short: readonly ChildSweep[],
): readonly UnsignedCall[] {
  const from = formatAccount(owner, network.ss58Prefix);
  return groupByCalls(short, () => 1).map((group) => {
    const calls = group.map((child) => transferKeepAlive(metadata, null, child.signer, child.funding));
    const sum = group.reduce((total, child) => total + child.funding, 0n);
    const amount = describeAmount(sum, nativeToken(network.native));
    return unsignedCall(
      metadata,
      metadata.call('utility.batchAll', calls),
      owner,
      `Send ${amount} from ${from} to deposit addresses (${group.length}), for their fees.`,
    );
  });
}

/** Of the sweep with the most calls: no other costs more. */
async function highestFee(
  view: ChainView,
  request: SweepRequest,
  deposits: readonly Deposit[],
): Promise<bigint> {
  const [first] = deposits;
  if (first === undefined) return 0n;
  const most = deposits.reduce((a, b) => (assetsIn(b).length > assetsIn(a).length ? b : a), first);
  return estimateFee(view, sweepCall(view, most, request), most.address);
}

/** All of it or nothing. Whatever is left of the chain's own token after the fee goes along, funded or not. */
function sweepCall({ metadata }: ChainView, deposit: Deposit, { owner }: SweepRequest): Call {
  const assets = assetsIn(deposit).map(({ token, amount }) =>
    transferOut(metadata, token.asset, owner, amount),
  );
  const rest = transferOut(metadata, null, owner, deposit.native);
  return assets.length === 0 ? rest : metadata.call('utility.batchAll', [...assets, rest]);
}

function assetsIn({ items }: Deposit): readonly SweepItem[] {
  return items.filter(({ token }) => token.asset !== null);
}
