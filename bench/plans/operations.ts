import { encodeCursor } from '../../src/gateway/graphql/cursor.js';
import { FORMER, lastBlock, PAYEE, RARE, SENDER } from './fill.js';

/** A question to the gateway, and what its plans may cost. */
export interface Operation {
  readonly name: string;
  readonly query: string;
  /** Why reading a whole table, or many rows of it, is right here; the plan is shown but not judged. */
  readonly reads?: string;
}

const page = '{ nodes { id } pageInfo { hasNextPage endCursor } }';
const byBlock = '[BLOCK_NUMBER_DESC, EVENT_INDEX_DESC]';
const fromOrTo = (account: string): string =>
  `filter: { or: [{ fromId: { equalTo: "${account}" } }, { toId: { equalTo: "${account}" } }] }`;

/** Everything that the gateway asks of the index, each kind on accounts with very many rows and with very few. */
export function operations(rows: number): readonly Operation[] {
  const last = lastBlock(rows);
  const middle = cursor('desc', [Math.floor(last / 2), 5]);
  const hash = (i: number): string => `0x${'0'.repeat(63)}${i}`;
  return [
    { name: 'newest transfers', query: `{ transfers ${page} }` },
    { name: 'oldest transfers', query: `{ transfers(orderBy: BLOCK_NUMBER_ASC, first: 1000) ${page} }` },
    { name: 'transfers from the end', query: `{ transfers(last: 100) ${page} }` },
    {
      name: 'transfers after a place',
      query: `{ transfers(after: "${middle}") { nodes { id } pageInfo { hasPreviousPage } } }`,
    },
    {
      name: 'transfers of a block',
      query: `{ transfers(filter: { blockNumber: { equalTo: "${middleOf(last)}" } }) ${page} }`,
    },
    {
      name: 'one transfer',
      query: '{ transfer(id: "7-5") { id } assetTransfer(id: "7-5") { id } remark(id: "7-1") { id } }',
    },
    {
      name: 'transfers of an extrinsic',
      query: `{ transfers(filter: { extrinsicHash: { equalTo: "${hash(1)}" } }) ${page} }`,
    },
    {
      name: 'transfers of an order',
      query: `{ transfers(filter: { reference: { equalTo: "ORD-333" } }) ${page} }`,
    },
    {
      name: 'transfers to a busy payee',
      query: `{ transfers(filter: { toId: { equalTo: "${PAYEE}" } }) ${page} }`,
    },
    {
      name: 'transfers to a busy payee, half-way',
      query: `{ transfers(after: "${middle}", filter: { toId: { equalTo: "${PAYEE}" } }) { nodes { id } pageInfo { hasPreviousPage } } }`,
    },
    {
      name: 'transfers to a quiet payee',
      query: `{ transfers(filter: { toId: { equalTo: "${RARE}" } }) ${page} }`,
    },
    {
      name: 'transfers to a payee that was busy long ago',
      query: `{ transfers(filter: { toId: { equalTo: "${FORMER}" } }) ${page} }`,
    },
    {
      name: 'from or to an account that was busy long ago',
      query: `{ transfers(${fromOrTo(FORMER)}) ${page} }`,
    },
    {
      name: 'history of an account that was busy long ago',
      query: `{ account(id: "${FORMER}") { history ${page} } }`,
    },
    {
      name: 'remarks of a signer that was busy long ago',
      query: `{ remarks(filter: { signerId: { equalTo: "${FORMER}" } }) ${page} }`,
    },
    {
      name: 'transfers from a busy sender',
      query: `{ transfers(orderBy: ${byBlock}, filter: { fromId: { equalTo: "${SENDER}" } }) ${page} }`,
    },
    {
      name: 'transfers from one to another',
      query: `{ transfers(filter: { fromId: { equalTo: "${SENDER}" }, toId: { equalTo: "${RARE}" } }) ${page} }`,
    },
    {
      name: 'from or to a busy account',
      query: `{ transfers(orderBy: ${byBlock}, ${fromOrTo(PAYEE)}) ${page} }`,
    },
    {
      name: 'from or to a busy account, half-way',
      query: `{ transfers(after: "${middle}", ${fromOrTo(PAYEE)}) { nodes { id } pageInfo { hasPreviousPage } } }`,
    },
    {
      name: 'from or to a quiet account',
      query: `{ transfers(orderBy: ${byBlock}, ${fromOrTo(RARE)}) ${page} }`,
    },
    {
      name: 'to any of several accounts',
      query: `{ transfers(filter: { toId: { in: ["${PAYEE}", "${RARE}", "${SENDER}"] } }) ${page} }`,
    },
    {
      name: "Liberland's verification",
      query: `query Verification { transfers(filter: { remark: { isNull: false }, toId: { equalTo: "${PAYEE}" }, value: { equalTo: "7" }, blockNumber: { greaterThan: "${Math.max(0, last - 1_000)}" } }) { nodes { remark fromId } } }`,
    },
    {
      name: "Liberland's faucet",
      query: `{ transfers(filter: { fromId: { equalTo: "${SENDER}" }, toId: { equalTo: "${RARE}" }, blockNumber: { greaterThan: "${Math.max(0, last - 1_000)}" } }) { totalCount } }`,
    },
    { name: 'newest asset transfers', query: `{ assetTransfers ${page} }` },
    { name: 'transfers of a common asset', query: `{ merits ${page} }` },
    {
      name: 'transfers of a rare asset',
      query: `{ assetTransfers(filter: { asset: { equalTo: "60" } }) ${page} }`,
    },
    {
      name: 'transfers of an asset from or to a busy account',
      query: `{ merits(orderBy: ${byBlock}, ${fromOrTo(PAYEE)}) ${page} }`,
    },
    { name: 'newest failed payments', query: `{ failedPayments ${page} }` },
    {
      name: 'failed payments of a block',
      query: `{ failedPayments(filter: { blockNumber: { equalTo: "333" } }) ${page} }`,
    },
    {
      name: 'failed payments to a busy payee',
      query: `{ failedPayments(filter: { toId: { equalTo: "${PAYEE}" } }) ${page} }`,
    },
    {
      name: 'failed payments to a payee that was busy long ago',
      query: `{ failedPayments(filter: { toId: { equalTo: "${FORMER}" } }) ${page} }`,
    },
    {
      name: 'failed payments from or to a quiet account',
      query: `{ failedPayments(${fromOrTo(RARE)}) ${page} }`,
    },
    {
      name: 'failed payments of an order',
      query: `{ failedPayments(filter: { reference: { equalTo: "ORD-333" } }) ${page} }`,
    },
    { name: 'newest remarks', query: `{ remarks ${page} }` },
    {
      name: 'remarks of a rare codec',
      query: `{ remarks(filter: { codec: { equalTo: "liberland-government" } }) ${page} }`,
    },
    {
      name: 'remarks of a busy signer',
      query: `{ remarks(filter: { signerId: { equalTo: "${PAYEE}" } }) ${page} }`,
    },
    {
      name: 'remarks of a quiet signer',
      query: `{ remarks(filter: { signerId: { equalTo: "${RARE}" } }) ${page} }`,
    },
    {
      name: 'remarks of an order',
      query: `{ remarks(filter: { reference: { equalTo: "ORD-33" } }) ${page} }`,
    },
    { name: 'history of a busy account', query: `{ account(id: "${PAYEE}") { history ${page} } }` },
    {
      name: 'history of a busy account, half-way',
      query: `{ account(id: "${PAYEE}") { history(after: "${middle}") ${page} } }`,
    },
    { name: 'history of a quiet account', query: `{ account(id: "${RARE}") { history ${page} } }` },
    {
      name: 'payment of an order',
      query: `{ paymentStatus(orderId: "ORD-54", toId: "${PAYEE}", price: "7", fromHeight: 1) { status transferCount } }`,
    },
    {
      name: 'payment of a reference that many use',
      query: `{ paymentStatus(orderId: "often", toId: "${RARE}", price: "7") { status transferCount } }`,
    },
    {
      name: 'payment in an asset',
      query: `{ paymentStatus(orderId: "ORD-54", toId: "${PAYEE}", price: "7", assetId: "1", fromHeight: 1) { status } }`,
    },
    {
      name: 'the chain and an asset',
      query: '{ chain { indexedHeight } asset(id: "2") { symbol } _metadata { targetHeight } }',
    },
    {
      name: 'how many of a busy payee',
      query: `{ transfers(filter: { toId: { equalTo: "${PAYEE}" } }) { totalCount } }`,
      reads: 'counts what it reads',
    },
    {
      name: 'how many of a busy account',
      query: `{ account(id: "${PAYEE}") { history { totalCount } } }`,
      reads: 'counts what it reads',
    },
    { name: 'how many in all', query: '{ transfers { totalCount } }', reads: 'counts what it reads' },
    {
      name: 'largest of a busy payee',
      query: `{ transfers(orderBy: VALUE_DESC, filter: { toId: { equalTo: "${PAYEE}" } }) ${page} }`,
      reads: 'no index has values: sorts all rows of the account',
    },
    {
      name: 'largest in all',
      query: `{ transfers(orderBy: VALUE_DESC) ${page} }`,
      reads: 'no index has values: sorts all rows',
    },
    {
      name: 'part of a call path',
      query: `{ transfers(filter: { callPath: { includes: "nothing" } }) ${page} }`,
      reads: 'no index has parts of texts',
    },
  ];
}

function middleOf(last: number): number {
  return Math.floor(last / 2);
}

function cursor(direction: 'asc' | 'desc', [block, event]: readonly [number, number]): string {
  return encodeCursor(
    [
      { column: 'blockNumber', direction },
      { column: 'eventIndex', direction },
    ],
    [block, event],
  );
}
