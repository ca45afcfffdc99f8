/** `chaintill accounts`: the accounts that merchants are paid on, how each was proved, and since when. */
import { formatAccount, parseAccount } from '../../domain/account.js';
import { readField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import { parseName } from '../../domain/name.js';
import { acceptProof, challengeAccount, indexedHeightOf } from '../../gateway/account-proof.js';
import { listAccounts, registerAccount, releaseAccount, type AccountRow } from '../../store/till/accounts.js';
import { readGenesisHash } from '../../store/till/instance.js';
import type { MerchantRow } from '../../store/till/merchants.js';
import type { Config } from '../config.js';
import { OPERATOR } from '../operator/actor.js';
import { merchantsOf, namedMerchant } from '../operator/merchants.js';
import { withOffice, type Office } from '../operator/office.js';
import { printLines } from '../operator/print-lines.js';
import { tableLine } from '../operator/terminal-text.js';
import { findInstance } from '../process/run-file.js';

interface Printed {
  readonly json?: boolean;
}

export interface ListAccountsOptions extends Printed {
  readonly merchant?: string;
  /** Also those that are no longer the merchant's. */
  readonly released?: boolean;
}

/** `accounts list`: of one merchant or of all. @throws {ChaintillError} `MERCHANT_NOT_FOUND`, and as `withOffice` */
export async function listReceivingAccounts(
  config: Config,
  { merchant, released = false, json = false }: ListAccountsOptions,
): Promise<void> {
  await withOffice(config, async (office) => {
    async function* lines(): AsyncGenerator<string> {
      for await (const one of merchantsOf(office.till, merchant)) {
        const rows = await listAccounts(office.till, one.id, released);
        if (!json && rows.length > 0) yield heading(one);
        for (const row of rows) yield json ? JSON.stringify(plain(row, office)) : describe(row, office);
      }
    }
    await printLines(lines());
  });
}

export interface OfMerchant extends Printed {
  readonly merchant: string;
}

/**
 * `accounts challenge`: prints the text that an account signs to show that it is the merchant's.
 * @throws {ChaintillError} `CONFIG` where it is not known how the gateway is reached, `INVALID_ADDRESS`,
 * `MERCHANT_NOT_FOUND`, and as `challengeAccount`
 */
export async function challenge(
  config: Config,
  text: string,
  { merchant, json = false }: OfMerchant,
): Promise<void> {
  const account = parseAccount(text);
  const origin = await originOf(config);
  await withOffice(config, async ({ till }) => {
    const { id: merchantId } = await namedMerchant(till, merchant);
    const genesisHash = await readGenesisHash(till);
    const asked = { merchantId, account, origin, genesisHash };
    const { message, nonce, expiresAt } = await challengeAccount(till, asked, OPERATOR);
    if (json) console.log(JSON.stringify({ message, nonce, expiresAt: expiresAt.toISOString() }));
    else {
      console.log(message);
      console.error(
        `\nHave the account sign these lines, without a break after the last (signRaw of a wallet), and then:\n` +
          `chaintill accounts prove --merchant ${merchantId} --nonce ${nonce} --signature 0x…`,
      );
    }
  });
}

export interface ProveOptions extends OfMerchant {
  readonly nonce: string;
  readonly signature: string;
  readonly name?: string;
}

/** `accounts prove`. @throws {ChaintillError} `INVALID_NAME`, `MERCHANT_NOT_FOUND`, and as `acceptProof` */
export async function prove(
  config: Config,
  { merchant, nonce, signature, name, json }: ProveOptions,
): Promise<void> {
  const called = readName(name);
  await withOffice(config, async (office) => {
    const { id: merchantId } = await namedMerchant(office.till, merchant);
    const proof = { merchantId, nonce, signature, name: called };
    print(await acceptProof(office.till, office.chain, proof, OPERATOR), office, json);
  });
}

/**
 * `accounts add`: on the operator's word, for an account that cannot sign, as a multisig's.
 * @throws {ChaintillError} `INVALID_ADDRESS`, `INVALID_NAME`, `MERCHANT_NOT_FOUND`, `INDEX_NOT_READY`, and as
 * `registerAccount`
 */
export async function addAccount(
  config: Config,
  text: string,
  { merchant, name, json }: OfMerchant & { readonly name?: string },
): Promise<void> {
  const account = parseAccount(text);
  const called = readName(name);
  await withOffice(config, async (office) => {
    const { id: merchantId } = await namedMerchant(office.till, merchant);
    const fromHeight = await indexedHeightOf(office.chain);
    const row = await registerAccount(
      office.till,
      { merchantId, account, name: called, provedBy: 'operator', provedCurve: null, fromHeight },
      OPERATOR,
    );
    print(row, office, json);
  });
}

/**
 * `accounts release`: what comes there from now on is nobody's.
 * @throws {ChaintillError} `INVALID_ADDRESS`, `MERCHANT_NOT_FOUND`, `ACCOUNT_NOT_FOUND`, `INDEX_NOT_READY`, and as
 * `releaseAccount`
 */
export async function release(config: Config, text: string, { merchant, json }: OfMerchant): Promise<void> {
  const account = parseAccount(text);
  await withOffice(config, async (office) => {
    const { id: merchantId } = await namedMerchant(office.till, merchant);
    const indexedHeight = await indexedHeightOf(office.chain);
    const row = await releaseAccount(office.till, { merchantId, account, indexedHeight }, OPERATOR);
    if (!row) {
      throw new ChaintillError(
        'ACCOUNT_NOT_FOUND',
        'the merchant has no such account now: see chaintill accounts list',
      );
    }
    print(row, office, json);
  });
}

/** What the signed text names, so that no other gateway can use it. */
async function originOf({ publicUrl, databaseUrl, data }: Config): Promise<string> {
  const url = publicUrl ?? (databaseUrl === null ? (await findInstance(data))?.url : undefined);
  if (url !== undefined) return new URL(url).origin;
  throw new ChaintillError(
    'CONFIG',
    'the text names where the gateway is reached: give --public-url, as the gateway has it',
  );
}

function readName(name: string | undefined): string | null {
  return name === undefined ? null : readField('name', () => parseName(name));
}

function print(row: AccountRow, office: Office, json = false): void {
  console.log(json ? JSON.stringify(plain(row, office)) : describe(row, office));
}

function plain(row: AccountRow, { network }: Office): object {
  const { merchantId, account, name, provedBy, provedCurve, fromHeight, toHeight, createdAt } = row;
  return {
    merchantId,
    account: formatAccount(account, network.ss58Prefix),
    publicKey: account,
    name,
    provedBy,
    provedCurve,
    fromHeight,
    toHeight,
    createdAt: createdAt.toISOString(),
  };
}

function describe(row: AccountRow, { network }: Office): string {
  const { account, name, provedBy, provedCurve, fromHeight, toHeight, createdAt } = row;
  const proof = provedBy === 'signature' ? `signed (${provedCurve ?? '?'})` : "operator's word";
  const end = toHeight === null ? 'on' : `until block ${toHeight}, released`;
  const since = `${createdAt.toISOString()}  from block ${fromHeight} ${end}`;
  const parts = [formatAccount(account, network.ss58Prefix), proof.padEnd(16), since];
  return tableLine(...parts, ...(name === null ? [] : [name]));
}

function heading({ id, name }: MerchantRow): string {
  return tableLine(`Merchant ${id}`, name);
}
