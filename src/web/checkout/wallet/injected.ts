/** Wallets that put themselves into the page as `window.injectedWeb3` (the interface of @polkadot/extension-dapp). */

/** What is signed: polkadot.js' `SignerPayloadJSON`, as the gateway makes it. */
export type SignerPayload = Readonly<Record<string, unknown>>;

/** What a wallet gives back; one that changed the extrinsic gives the whole of it. */
export interface Signed {
  readonly signature: string;
  readonly signedTransaction?: string;
}

export interface WalletAccount {
  readonly address: string;
  /** As its owner calls it. */
  readonly name: string | null;
  readonly sign: (payload: SignerPayload) => Promise<Signed>;
}

export interface Wallet {
  readonly id: string;
  readonly name: string;
  /** May ask its owner. */
  readonly accounts: () => Promise<readonly WalletAccount[]>;
}

interface InjectedAccount {
  readonly address: string;
  readonly name?: string | null;
  /** The kind of its key, as `sr25519`. */
  readonly type?: string | null;
}

interface InjectedExtension {
  readonly accounts: { get(): Promise<readonly InjectedAccount[]> };
  readonly signer: { signPayload?(payload: SignerPayload): Promise<Signed> };
}

interface InjectedProvider {
  enable?(origin: string): Promise<InjectedExtension>;
}

declare global {
  interface Window {
    injectedWeb3?: Readonly<Record<string, InjectedProvider>>;
  }
}

/** What a page is called in the wallet's question. */
const ORIGIN = 'Chaintill';

/** Wallets by the key that they inject themselves under; any other is shown by that key. */
const NAMES: Readonly<Record<string, string>> = {
  'polkadot-js': 'Polkadot.js',
  'subwallet-js': 'SubWallet',
  talisman: 'Talisman',
  'nova-wallet': 'Nova Wallet',
};

export function injectedWallets(): readonly Wallet[] {
  return Object.entries(window.injectedWeb3 ?? {})
    .filter(([, provider]) => provider.enable !== undefined)
    .map(([id, provider]) => ({ id, name: NAMES[id] ?? id, accounts: () => accountsOf(provider) }));
}

async function accountsOf(provider: InjectedProvider): Promise<readonly WalletAccount[]> {
  const extension = await provider.enable?.(ORIGIN);
  if (!extension) return [];
  const { accounts, signer } = extension;
  return (await accounts.get())
    .filter(({ type }) => type !== 'ethereum')
    .map(({ address, name }) => ({
      address,
      name: name ?? null,
      async sign(payload) {
        if (!signer.signPayload) throw new Error('this wallet cannot sign extrinsics');
        const { signature, signedTransaction } = await signer.signPayload(payload);
        return signedTransaction === undefined ? { signature } : { signature, signedTransaction };
      },
    }));
}
