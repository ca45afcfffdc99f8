/** What a chain's rules about small and insufficient balances mean for the ways an order can be paid. */

export type OrderMode = 'reference' | 'address';

export interface ModeFacts {
  /** Least balance that an account can have in the chain's own token, in its smallest unit. */
  readonly nativeExistentialDeposit: bigint;
  /** Null for the chain's own token. */
  readonly asset: {
    /** Least balance that an account can have in it, in its smallest unit. */
    readonly minBalance: bigint;
    /** Whether a balance in it alone lets an account exist. */
    readonly isSufficient: boolean;
  } | null;
  readonly mode: OrderMode;
  /** Of the order, in the smallest unit of what it is paid in. */
  readonly amount: bigint;
}

export interface ModeProblem {
  readonly code: 'ADDRESS_MODE_ASSET_INSUFFICIENT' | 'ADDRESS_MODE_BELOW_MINIMUM';
  /** Says which mode works. */
  readonly message: string;
}

/**
 * Why an order cannot be paid in that mode; null when it can. A deposit address is a fresh account, so its first payment
 * must open it. The payee of reference mode is the merchant's own account, open already: that mode always works.
 */
export function modeProblem({
  nativeExistentialDeposit,
  asset,
  mode,
  amount,
}: ModeFacts): ModeProblem | null {
  if (mode === 'reference') return null;
  if (asset !== null && !asset.isSufficient) {
    return {
      code: 'ADDRESS_MODE_ASSET_INSUFFICIENT',
      message:
        'a payment in this asset cannot open a fresh deposit address, as the chain does not call the asset sufficient: use mode reference',
    };
  }
  const minimum = asset === null ? nativeExistentialDeposit : asset.minBalance;
  if (amount >= minimum) return null;
  return {
    code: 'ADDRESS_MODE_BELOW_MINIMUM',
    message: `a fresh deposit address takes no payment below ${minimum} of the smallest unit: use mode reference, or a larger amount`,
  };
}
