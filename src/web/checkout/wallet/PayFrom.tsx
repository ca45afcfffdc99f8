import { useEffect, useState, type ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import { useAmounts, useSurroundings } from '../parts/context.js';
import type { SentPayment } from '../stage.js';
import type { TextKey } from '../texts/en.js';
import { ChooseAccount } from './ChooseAccount.js';
import { Cost } from './Cost.js';
import type { Signed, WalletAccount } from './injected.js';
import { prepare, submit, type Prepared } from './payment.js';
import { isUncertain, refusalOf, signingTroubleOf } from './refusal.js';

interface PayFromProps {
  readonly accounts: readonly WalletAccount[];
  readonly order: PublicOrder;
  readonly onSent: (sent: SentPayment) => void;
}

type Doing = 'wallet_preparing' | 'wallet_signing' | 'wallet_sending';

export function PayFrom({ accounts, order, onSent }: PayFromProps): ReactNode {
  const { tongue, source } = useSurroundings();
  const { say } = tongue;
  const write = useAmounts();
  const [account, setAccount] = useState(accounts.length === 1 ? (accounts[0] ?? null) : null);
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [trouble, setTrouble] = useState<TextKey | null>(null);
  const due = order.missing.value;

  useEffect(() => {
    if (account === null) return undefined;
    let stale = false;
    setPrepared(null);
    setTrouble(null);
    setDoing('wallet_preparing');
    prepare(source, account.address)
      .then(
        (made) => {
          if (!stale) setPrepared(made);
        },
        (error: unknown) => {
          if (!stale) setTrouble(refusalOf(error));
        },
      )
      .finally(() => {
        if (!stale) setDoing(null);
      });
    return () => {
      stale = true;
    };
  }, [account, source, due]);

  async function pay(from: WalletAccount): Promise<void> {
    setTrouble(null);
    setDoing('wallet_preparing');
    try {
      // Again, as blocks have gone by since: its era and its nonce are of now.
      const made = await prepare(source, from.address);
      setPrepared(made);
      setDoing('wallet_signing');
      const signed = await sign(from, made);
      if (signed === null) return;
      setDoing('wallet_sending');
      onSent(await send(from, made, signed));
    } catch (error) {
      setTrouble(refusalOf(error));
    } finally {
      setDoing(null);
    }
  }

  async function sign(from: WalletAccount, { payload }: Prepared): Promise<Signed | null> {
    try {
      const signed = await from.sign(payload);
      source.report('signed');
      return signed;
    } catch (error) {
      const said = signingTroubleOf(error);
      if (said === 'wallet_rejected') source.report('rejected');
      setTrouble(said);
      return null;
    }
  }

  /** Where the answer is lost it may have been sent, so the page waits for it as if it was. */
  async function send(from: WalletAccount, made: Prepared, signed: Signed): Promise<SentPayment> {
    const sent = {
      expiresAtBlock: made.eraEndsAtBlock,
      receivedBefore: order.received.value,
      failedBefore: order.failure?.extrinsicHash ?? null,
    };
    try {
      const hash = await submit(source, from.address, made, signed);
      source.report('submitted');
      return { ...sent, hash };
    } catch (error) {
      if (isUncertain(error)) return { ...sent, hash: null };
      source.report('invalid');
      throw error;
    }
  }

  return (
    <>
      <ChooseAccount accounts={accounts} order={order} chosen={account} onChoose={setAccount} />
      {prepared !== null && <Cost order={order} prepared={prepared} />}
      {account !== null && (
        <button
          type="button"
          className="primary"
          disabled={doing !== null || prepared === null}
          onClick={() => void pay(account)}
        >
          {say('wallet_pay', { amount: write(prepared?.amount.value ?? due, order) })}
        </button>
      )}
      <p role="status">{doing === null ? '' : say(doing)}</p>
      {trouble !== null && (
        <p className="trouble" role="alert">
          {say(trouble)}
        </p>
      )}
    </>
  );
}
