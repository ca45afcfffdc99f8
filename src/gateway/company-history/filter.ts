/** Which of a company's movements are wanted: the same words for GraphQL and REST. */
import { parseAccount } from '../../domain/account.js';
import { parseSmallestUnits } from '../../domain/amount.js';
import { badField, readField } from '../../domain/bad-field.js';
import type { FlowDirection } from '../../domain/company/flow.js';
import type { BlockRange } from '../../store/company/flow.js';
import type { FlowFilter } from '../../store/company/sides.js';
import { wordOf } from '../constant.js';

/** As GraphQL and REST name them. */
export const DIRECTIONS = ['IN', 'OUT', 'INTERNAL'] as const;
/** How the chain's own token is called among assets. */
export const NATIVE = 'native';

/** What was asked, each part in the shape that both ways of asking have made sure of. */
export interface FlowInput {
  readonly directions?: readonly (typeof DIRECTIONS)[number][] | undefined;
  readonly asset?: string | undefined;
  readonly counterparty?: string | undefined;
  readonly reference?: string | undefined;
  readonly minimumValue?: string | undefined;
  readonly fromBlock?: number | undefined;
  readonly toBlock?: number | undefined;
  /** ISO 8601, as are the times below. */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

export interface WantedFlow {
  readonly filter: FlowFilter;
  readonly range: BlockRange;
}

const LAST_BLOCK = 2 ** 31 - 2;

/** @throws {ChaintillError} `BAD_USER_INPUT`, `INVALID_ADDRESS`, `INVALID_AMOUNT`, with the field that is wrong */
export function readFlowInput(input: FlowInput): WantedFlow {
  const { directions, asset, counterparty, reference, minimumValue, from = null, before = null } = input;
  if (directions?.length === 0) throw badField('directions', 'name one at least, or leave it out');
  if (reference?.includes('\0') === true) throw badField('reference', 'no reference has a NUL; leave it out');
  const all = directions === undefined || DIRECTIONS.every((one) => directions.includes(one));
  return {
    filter: {
      directions: all ? null : directions.map((direction) => wordOf(direction) as FlowDirection),
      asset: asset === undefined ? null : { id: readAsset(asset) },
      counterparty:
        counterparty === undefined ? null : readField('counterparty', () => parseAccount(counterparty)),
      reference: reference ?? null,
      minimumValue:
        minimumValue === undefined ? null : readField('minimumValue', () => parseSmallestUnits(minimumValue)),
    },
    range: {
      fromBlock: readBlock('fromBlock', input.fromBlock),
      toBlock: readBlock('toBlock', input.toBlock),
      from,
      before,
    },
  };
}

function readAsset(text: string): string | null {
  if (text === NATIVE) return null;
  if (/^\d{1,39}$/.test(text)) return BigInt(text).toString();
  throw badField('asset', `write an asset's id, or ${NATIVE} for the chain's own token`);
}

function readBlock(field: string, block: number | undefined): number | null {
  if (block === undefined) return null;
  if (block >= 0 && block <= LAST_BLOCK) return block;
  throw badField(field, 'write the number of a block, 0 or more');
}
