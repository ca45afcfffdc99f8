import { formatAccount } from '../../../src/domain/account.js';
import type { AccountHex } from '../../../src/domain/extract/block.js';
import { openAccountWriter } from '../../../src/gateway/account-writer.js';

const account = (n: number): AccountHex => `0x${n.toString(16).padStart(64, '0')}`;
/** More than it keeps. */
const MANY = 60_000;

it('writes accounts as their chain does, kept, forgotten or new', () => {
  const write = openAccountWriter(56);
  const written = Array.from({ length: MANY }, (_, n) => write(account(n)));
  for (const n of [0, 1, 24_999, 25_000, 49_999, 50_000, MANY - 1]) {
    expect(written[n]).toBe(formatAccount(account(n), 56));
    expect(write(account(n))).toBe(written[n]);
  }
});

it('writes as the prefix has it, and a 20-byte account as it is', () => {
  expect(openAccountWriter(42)(account(1))).not.toBe(openAccountWriter(56)(account(1)));
  const short: AccountHex = `0x${'ab'.repeat(20)}`;
  expect(openAccountWriter(42)(short)).toBe(short);
});
