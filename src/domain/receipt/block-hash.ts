import { encodeHeader } from '../header.js';
import { bytesToHex, type Hex } from '../hex.js';
import { hash256 } from '../trie/node.js';
import type { ReceiptBlock } from './receipt.js';

export function blockHash({ number, header }: Pick<ReceiptBlock, 'number' | 'header'>): Hex {
  return bytesToHex(hash256(encodeHeader({ ...header, number })));
}
