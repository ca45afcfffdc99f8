import { formatAmount } from '../../domain/amount.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { NetworkProfile } from '../../domain/network.js';
import type { HistoryRow } from '../../store/chain/account-history.js';
import type { DescribedAssetTransfer } from '../../store/chain/asset-transfers.js';
import type { DescribedFailedPayment } from '../../store/chain/failed-payments.js';
import type { RemarkRow, TransferRow } from '../../store/chain/tables.js';
import { openAccountWriter } from '../account-writer.js';

/** Rows as the API shows them. Fields that are not made here are the row's own. */
export interface Views {
  transfer(row: TransferRow): object;
  assetTransfer(row: DescribedAssetTransfer): object;
  remark(row: RemarkRow): object;
  historyEntry(row: HistoryRow, account: AccountHex): object;
  accountKey(account: AccountHex): { id: string; publicKey: string };
  /** `1.5 LLD`; null where the asset's decimals are not known. @param asset id in pallet assets, null for the native token */
  formatted(value: bigint, asset: string | null, described?: AssetDescription | null): string | null;
  asset(id: string, described: AssetDescription | null): object;
}

/** What the chain says of an asset; it goes before what the profile says. */
export interface AssetDescription {
  readonly name?: string;
  readonly symbol: string;
  readonly decimals: number;
}

export function createViews(network: Pick<NetworkProfile, 'native' | 'ss58Prefix' | 'assets'>): Views {
  const profiled = new Map(network.assets.map((asset) => [asset.id, asset]));

  const ss58 = openAccountWriter(network.ss58Prefix);
  const ss58OrNull = (account: AccountHex | null): string | null => (account === null ? null : ss58(account));
  const accountKey = (account: AccountHex): { id: string; publicKey: string } => ({
    id: ss58(account),
    publicKey: account,
  });

  const formatted: Views['formatted'] = (value, asset, described) => {
    const unit = asset === null ? network.native : (described ?? profiled.get(asset));
    return unit ? `${formatAmount(value, unit.decimals)} ${unit.symbol}` : null;
  };

  const asset: Views['asset'] = (id, described) => {
    const known = profiled.get(id);
    return {
      id,
      name: described?.name ?? known?.name ?? null,
      symbol: described?.symbol ?? known?.symbol ?? null,
      decimals: described?.decimals ?? known?.decimals ?? null,
    };
  };

  const block = (row: TransferRow | RemarkRow): object => ({
    id: row.blockId,
    hash: row.blockId,
    number: row.blockNumber,
    timestamp: row.timestamp,
  });

  // A page is hundreds of fields: objects that are written out are faster than copies of rows, and what few ask for waits until
  // somebody does.
  const transfer: Views['transfer'] = (row) => {
    const [from, to] = [accountKey(row.fromId), accountKey(row.toId)];
    return {
      id: row.id,
      fromId: from.id,
      from,
      toId: to.id,
      to,
      value: row.value,
      formatted: () => formatted(BigInt(row.value), null),
      remark: row.remark,
      reference: row.reference,
      pairing: row.pairing,
      blockId: row.blockId,
      blockNumber: row.blockNumber,
      block: () => block(row),
      timestamp: row.timestamp,
      eventIndex: row.eventIndex,
      extrinsicIndex: row.extrinsicIndex,
      extrinsicHash: row.extrinsicHash,
      callPath: row.callPath,
      signerId: () => ss58OrNull(row.signerId),
      feePayerId: () => ss58OrNull(row.feePayerId),
    };
  };

  const assetTransfer: Views['assetTransfer'] = (row) => ({
    ...transfer(row),
    asset: row.asset,
    formatted: () => formatted(BigInt(row.value), row.asset, describedIn(row)),
    assetInfo: () => asset(row.asset, describedIn(row)),
  });

  return {
    transfer,
    assetTransfer,
    remark: (row) => ({ ...row, block: block(row), signerId: ss58OrNull(row.signerId) }),
    historyEntry(row, account) {
      const direction = row.fromId !== account ? 'IN' : row.toId === account ? 'SELF' : 'OUT';
      return {
        ...transfer(row),
        asset: row.asset,
        formatted: () => formatted(BigInt(row.value), row.asset, describedIn(row)),
        direction,
        counterpartyId: ss58(direction === 'IN' ? row.fromId : row.toId),
      };
    },
    accountKey,
    formatted,
    asset,
  };
}

/** What the chain said of the asset that a row was joined with; null where it said nothing. */
export function describedIn(
  row: HistoryRow | DescribedAssetTransfer | DescribedFailedPayment,
): AssetDescription | null {
  const { assetSymbol: symbol, assetDecimals: decimals } = row;
  if (symbol === null || decimals === null) return null;
  return { symbol, decimals, ...('assetName' in row && row.assetName !== null && { name: row.assetName }) };
}
