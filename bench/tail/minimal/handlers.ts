/**
 * The least that a SubQuery project can do with payments, in the way of SubQuery's own examples: one row a transfer
 * event, one row a remark in a batch. It pairs nothing, looks into no other call, and trusts every batch to have run.
 */
import type { AnyCall, AnyEvent } from './sandbox.js';

declare const store: { set(entity: string, id: string, row: object): Promise<void> };

export async function handleTransfer({ idx, block, event }: AnyEvent): Promise<void> {
  const [from, to, value] = event.data;
  const blockNumber = block.block.header.number.toNumber();
  const id = `${blockNumber}-${idx}`;
  await store.set('Transfer', id, {
    id,
    fromId: from?.toString(),
    toId: to?.toString(),
    value: value?.toBigInt(),
    blockNumber,
  });
}

export async function handleBatch({ idx, block, extrinsic }: AnyCall): Promise<void> {
  const blockNumber = block.block.header.number.toNumber();
  const [calls] = extrinsic.method.args;
  for (const [i, inner] of (calls ?? []).entries()) {
    if (inner.section !== 'system' || inner.method !== 'remarkWithEvent') continue;
    const id = `${blockNumber}-${idx}-${i}`;
    await store.set('Remark', id, { id, text: inner.args[0]?.toUtf8(), blockNumber });
  }
}
