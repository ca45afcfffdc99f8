/** Products as the API shows them: the same objects for GraphQL and REST. */
import { formatAccount } from '../../domain/account.js';
import type { ProductRow } from '../../store/till/products.js';
import { describeAssets, type Surroundings } from '../order-answer.js';
import type { AmountView } from '../order-view.js';

export interface ProductView {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  /** Of one. */
  readonly price: AmountView;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** In SS58; null for the merchant's only account. */
  readonly payee: string | null;
  readonly imageUrl: string | null;
  readonly expiresInBlocks: number | null;
  readonly active: boolean;
  readonly createdAt: string;
  readonly changedAt: string;
}

export async function viewProducts(
  { chain, network, views }: Surroundings,
  rows: readonly ProductRow[],
): Promise<readonly ProductView[]> {
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  return rows.map((row) => ({
    sku: row.sku,
    name: row.name,
    description: row.description,
    price: {
      value: row.price,
      formatted: views.formatted(BigInt(row.price), row.asset, described.get(row.asset ?? '') ?? null),
    },
    asset: row.asset,
    payee: row.payee && formatAccount(row.payee, network.ss58Prefix),
    imageUrl: row.imageUrl,
    expiresInBlocks: row.expiresInBlocks,
    active: row.active,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
  }));
}
