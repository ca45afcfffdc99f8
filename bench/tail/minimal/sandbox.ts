/** The parts of what SubQuery hands to handlers that the minimal project uses. */

interface Block {
  readonly block: { readonly header: { readonly number: { toNumber(): number } } };
}

export interface AnyEvent {
  readonly idx: number;
  readonly block: Block;
  readonly event: { readonly data: readonly { toString(): string; toBigInt(): bigint }[] };
}

interface InnerCall {
  readonly section: string;
  readonly method: string;
  readonly args: readonly { toUtf8(): string }[];
}

export interface AnyCall {
  readonly idx: number;
  readonly block: Block;
  readonly extrinsic: { readonly method: { readonly args: readonly InnerCall[][] } };
}
