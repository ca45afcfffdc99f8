import { useEffect, useState, type ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import { useAmounts, useSurroundings } from '../parts/context.js';
import type { WalletAccount } from './injected.js';
import { askBalances } from './payment.js';

interface ChooseAccountProps {
  readonly accounts: readonly WalletAccount[];
  readonly order: PublicOrder;
  readonly chosen: WalletAccount | null;
  readonly onChoose: (account: WalletAccount) => void;
}

export function ChooseAccount({ accounts, order, chosen, onChoose }: ChooseAccountProps): ReactNode {
  const { tongue, source } = useSurroundings();
  const { say } = tongue;
  const write = useAmounts();
  const [balances, setBalances] = useState<ReadonlyMap<string, string> | null>(null);

  useEffect(() => {
    let stale = false;
    const addresses = accounts.map(({ address }) => address);
    askBalances(source, addresses).then(
      (found) => {
        if (!stale) setBalances(found);
      },
      () => {
        if (!stale) setBalances(new Map()); // the accounts can be chosen all the same
      },
    );
    return () => {
      stale = true;
    };
  }, [accounts, source]);

  function balanceOf(address: string): string {
    if (balances === null) return '…';
    const found = balances.get(address);
    return found === undefined
      ? say('wallet_balance_unknown')
      : say('wallet_balance_free', { amount: write(found, order) });
  }

  return (
    <fieldset className="accounts">
      <legend>{say('wallet_accounts')}</legend>
      {accounts.map((account) => (
        <label key={account.address} className="account">
          <input
            type="radio"
            name="account"
            checked={chosen?.address === account.address}
            onChange={() => onChoose(account)}
          />
          <span className="who">
            <span className="name">{account.name ?? shorten(account.address)}</span>
            <span className="address">{shorten(account.address)}</span>
          </span>
          <span className="balance">{balanceOf(account.address)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The ends are what people compare. */
function shorten(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-6)}`;
}
