/** What `chaintill verify` says of a receipt that holds. */
import type { CheckedReceipt } from '../../domain/receipt/check.js';

export interface Given {
  readonly issuer: boolean;
  readonly authorities: boolean;
  readonly metadata: boolean;
}

export function describeReceipt(checked: CheckedReceipt, given: Given): readonly string[] {
  const { order, payments, chain, issuer, issuedAt } = checked.receipt;
  return [
    `The receipt is whole, and signed by ${issuer} at ${issuedAt}.`,
    given.issuer
      ? 'That is the key that you gave.'
      : 'Compare that key with the one at /.well-known/chaintill-keys.json of the gateway, or give it as --issuer.',
    `Order ${JSON.stringify(order.orderId)} on ${chain.name} (${chain.genesisHash}): ${order.received} received of ${order.amount}, settled at block ${order.settledHeight}${order.manual ? ', as the merchant marked it' : ''}.`,
    ...payments.map(
      ({ value, from, blockNumber, blockHash }) =>
        `  ${value} from ${from} in block ${blockNumber} (${blockHash})`,
    ),
    ...level(checked, given),
  ];
}

function level(checked: CheckedReceipt, given: Given): readonly string[] {
  const { blocks, proofLevel } = checked.receipt;
  if (proofLevel === 'signed') return ["Proof level signed: all of it is the gateway's word."];
  const included = `the extrinsics stand in ${blocks.length === 1 ? 'this block' : 'these blocks'}`;
  if (proofLevel === 'inclusion') {
    return [
      `Proof level inclusion: ${included}; any node of the chain tells whether a block's hash is its own.`,
      ...notFinal(checked),
      ...events(checked, given),
    ];
  }
  return [
    `Proof level finalized: ${included}, which authorities made final.`,
    ...checked.finality.map(
      ({ final, setId, setHash, total }) =>
        `  final with ${final.hash} by authority set ${setId} (${setHash}), ${final.weight} of ${total} by weight`,
    ),
    given.authorities
      ? 'That is among the sets that you gave.'
      : 'Whether the chain had that set, any node of it tells; give the hash of one that you trust as --authorities.',
    ...events(checked, given),
  ];
}

function notFinal({ receipt: { finality } }: CheckedReceipt): readonly string[] {
  return finality && 'missing' in finality ? [`Finality is not proven (${finality.missing}).`] : [];
}

function events({ receipt: { blocks }, transfers }: CheckedReceipt, { metadata }: Given): readonly string[] {
  const names = new Set(
    [...transfers.values()].flat().map(({ pallet, event }) => `pallet ${pallet}, event ${event}`),
  );
  const without = blocks.filter(({ number }) => !transfers.has(number));
  return [
    ...(names.size === 0
      ? []
      : [
          `Events: the state that ${transfers.size === 1 ? 'the header names holds' : 'the headers name holds'}, for each payment, the bytes of a transfer by its extrinsic, from its payer to the payee, of its amount (${[...names].join('; ')}).`,
          metadata
            ? 'By the metadata that you gave, each of them is an event of its own, and a transfer.'
            : 'What event these numbers name, and that the bytes are not part of another event, the metadata of the runtime tells; give it as --metadata.',
        ]),
    ...without.map(
      ({ number, events: proof }) =>
        `The events of block ${number} are not proven${proof && 'missing' in proof ? ` (${proof.missing})` : ''}: that its extrinsics succeeded is the gateway's word.`,
    ),
  ];
}
