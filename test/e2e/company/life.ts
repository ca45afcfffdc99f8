/** A company from its request to its end, with payments in each part of its life. */
import { ALICE, BOB, CHARLIE, DAVE, EVE, FERDIE } from '../../../src/chain/dev/accounts.js';
import type { Hex } from '../../../src/domain/hex.js';
import { failing, signed, type LiberlandInstance } from '../../support/liberland-instance.js';
import { agree, attempts, ORDERED, prepareAttempts, TOO_LATE } from './attempts.js';
import { calls, proveAccount, registerOrders, together, type Paid } from './payments.js';
import { cafe, HOOK, NEW_HOOK, requestHash } from './registry.js';

const [bob, charlie, dave, eve] = [BOB, CHARLIE, DAVE, EVE].map(({ publicKey }) => publicKey) as [
  Hex,
  Hex,
  Hex,
  Hex,
];
const TO_BOTH: readonly Paid[] = [
  [charlie, 20n, 'P-1'],
  [dave, 30n, 'P-2'],
];

/** Blocks in which something changed or was paid, in this order. */
export interface CompanyLife {
  /** `<registry>-<entity>` */
  readonly company: string;
  readonly requested: number;
  readonly approved: number;
  readonly paid: number;
  readonly moved: number;
  readonly spent: number;
  readonly asked: number;
  readonly changed: number;
  readonly paidLater: number;
  readonly movedLater: number;
  readonly gone: number;
  readonly paidLast: number;
}

/** Lives it. @param whenApproved is called once its registration is indexed */
export async function liveCompany(
  chain: LiberlandInstance,
  whenApproved: (company: string) => Promise<void>,
): Promise<CompanyLife> {
  const { api, tx, send, indexed } = chain;
  const first = cafe(HOOK, [charlie, dave]);
  const second = cafe(NEW_HOOK, [dave]);
  const { byEve, byAlice } = await prepareAttempts(chain);
  const paidBefore = calls(chain, [
    [charlie, 10n],
    [bob, 10n],
  ]);
  const registry = tx('sudo.sudo', tx('companyRegistry.addRegistry', ALICE.publicKey));
  const [, , requested] = await send(
    signed(ALICE.uri, tx('utility.batchAll', [registry, byAlice, ...paidBefore])),
    byEve,
    signed(BOB.uri, tx('companyRegistry.requestEntity', 0, first, false)),
  );
  const [key] = (await api.query['companyRegistry']?.['requests']?.keys()) ?? [];
  const entity = Number(String(key?.args[1]));
  const company = `0-${entity}`;
  const approve = (data: Hex) =>
    signed(ALICE.uri, tx('companyRegistry.registerEntity', 0, entity, requestHash(api, data)));
  const [approved] = await send(approve(first));
  await indexed(approved);
  await whenApproved(company);
  await proveAccount(chain, CHARLIE);
  await proveAccount(chain, DAVE);
  await registerOrders(chain, company, [...TO_BOTH, ...ORDERED]);

  const agreed = agree(chain);
  const [paid, moved, spent] = await send(
    signed(ALICE.uri, together(chain, ...TO_BOTH)),
    signed(CHARLIE.uri, together(chain, [dave, 5n])),
    signed(DAVE.uri, together(chain, [eve, 3n])),
    agreed.first,
    ...attempts(chain),
  );
  const [, asked] = await send(
    await agreed.second(),
    signed(BOB.uri, tx('companyRegistry.requestRegistration', 0, entity, second, false)),
  );
  const [changed, paidLater, movedLater] = await send(
    approve(second),
    signed(ALICE.uri, together(chain, [charlie, 40n], [dave, 50n])),
    signed(CHARLIE.uri, together(chain, [dave, 6n])),
    failing(FERDIE.uri, together(chain, TOO_LATE)),
  );
  const [gone, paidLast] = await send(
    signed(ALICE.uri, tx('companyRegistry.unregister', 0, entity)),
    signed(ALICE.uri, together(chain, [bob, 70n], [dave, 80n])),
  );
  await indexed(paidLast);
  return {
    company,
    requested,
    approved,
    paid,
    moved,
    spent,
    asked,
    changed,
    paidLater,
    movedLater,
    gone,
    paidLast,
  };
}
