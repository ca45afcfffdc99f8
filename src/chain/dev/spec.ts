import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';
import { isHex, type Hex } from '../../domain/hex.js';
import { ALICE, DEV_ACCOUNTS } from './accounts.js';
import { endowedAccount, hasKnownLayout, knowsNewLogic, readFree, readU128, u128 } from './balance.js';
import { storagePrefix, SYSTEM_ACCOUNT, systemAccountKey } from './storage-keys.js';

const hex = z.string().refine((text): boolean => isHex(text));
const oneOrMore = <T extends z.ZodType>(type: T) => z.union([type, z.array(type)]);

const chainSpecSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  properties: z
    .looseObject({
      ss58Format: z.number().int().optional(),
      tokenDecimals: oneOrMore(z.number().int().min(0).max(30)).optional(),
      tokenSymbol: oneOrMore(z.string().min(1)).optional(),
    })
    .nullish()
    .transform((properties) => properties ?? {}),
  genesis: z.object({ raw: z.object({ top: z.record(hex, hex) }) }),
});

/** What a dev chain needs of a raw chain specification, the JSON that `build-spec --raw` of a Substrate node writes. */
export type ChainSpec = z.infer<typeof chainSpecSchema>;

/** Whole tokens that every dev account starts with. */
export const ENDOWMENT_TOKENS = 1_000_000n;

const CODE = '0x3a636f6465';
const TOTAL_ISSUANCE = storagePrefix('Balances', 'TotalIssuance');
const SUDO_KEY = storagePrefix('Sudo', 'Key');

/**
 * @param source where the text is from, for messages.
 * @throws {ChaintillError} `DEV_CHAIN_SPEC_INVALID`.
 */
export function parseChainSpec(text: string, source: string): ChainSpec {
  const invalid = (problem: string, options?: ErrorOptions) =>
    new ChaintillError('DEV_CHAIN_SPEC_INVALID', `the chain spec ${source} ${problem}`, options);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid('is not JSON. Name a raw chain spec file.', { cause });
  }
  const parsed = chainSpecSchema.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.slice(0, 4).join('.') ?? '';
    throw invalid(
      where.startsWith('genesis')
        ? 'has no raw genesis state (genesis.raw.top, hex to hex). Convert it with `build-spec --raw`.'
        : `is not a chain spec: look at ${where === '' ? 'its outermost value' : JSON.stringify(where)}.`,
      { cause: parsed.error },
    );
  }
  if (parsed.data.genesis.raw.top[CODE] === undefined)
    throw invalid('holds no runtime (the key 0x3a636f6465, `:code`).');
  for (const [key, value] of Object.entries(parsed.data.genesis.raw.top)) {
    if (key.startsWith(SYSTEM_ACCOUNT) && !hasKnownLayout(value as Hex)) {
      throw invalid('keeps accounts in a layout that is not known here: dev accounts cannot be added to it.');
    }
  }
  return parsed.data;
}

/** The decimals of the native token: the first that the spec names, else 12. */
export function nativeDecimals(spec: ChainSpec): number {
  return [spec.properties.tokenDecimals ?? []].flat()[0] ?? 12;
}

/** The symbol of the native token: the first that the spec names, else `UNIT`. */
export function nativeSymbol(spec: ChainSpec): string {
  return [spec.properties.tokenSymbol ?? []].flat()[0] ?? 'UNIT';
}

/**
 * A copy of the spec in which every dev account owns at least {@link ENDOWMENT_TOKENS}, the total issuance covers that,
 * and //Alice is the sudo key where the chain has one.
 */
export function withDevAccounts(spec: ChainSpec): ChainSpec {
  const top: Record<string, string> = { ...spec.genesis.raw.top };
  const endowment = ENDOWMENT_TOKENS * 10n ** BigInt(nativeDecimals(spec));
  const newLogic = Object.entries(top).some(
    ([key, value]) => key.startsWith(SYSTEM_ACCOUNT) && knowsNewLogic(value as Hex),
  );
  let issued = 0n;
  for (const { publicKey } of DEV_ACCOUNTS) {
    const key = systemAccountKey(publicKey);
    const existing = top[key] as Hex | undefined;
    const before = existing === undefined ? 0n : readFree(existing);
    if (before >= endowment) continue;
    top[key] = endowedAccount(existing, endowment, newLogic);
    issued += endowment - before;
  }
  top[TOTAL_ISSUANCE] = u128(readU128(top[TOTAL_ISSUANCE] as Hex | undefined) + issued);
  if (top[SUDO_KEY] !== undefined) top[SUDO_KEY] = ALICE.publicKey;
  return { ...spec, genesis: { raw: { top: sorted(top) } } };
}

/** Iteration over storage follows the order of the keys in the spec. */
function sorted(top: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(top).sort(([a], [b]) => (a < b ? -1 : 1)));
}
