import { z } from 'zod';
import { badField } from '../../../domain/bad-field.js';
import { DIRECTIONS, NATIVE, readFlowInput, type WantedFlow } from '../../company-history/filter.js';
import { readConstants, readMoment, type Query } from '../query.js';

const block = z.int().min(0).optional();
const moment = z.iso.datetime({ offset: true }).optional();

/** Parameters that narrow what a company moved. */
export const flowFilters = {
  directions: z.array(z.enum(DIRECTIONS)).optional().describe('Any of these'),
  asset: z.string().optional().describe(`An asset's id, or \`${NATIVE}\` for the chain's own token`),
  counterparty: z.string().optional().describe('The other account, with any prefix'),
  reference: z.string().optional().describe('What the payer named'),
  minimumValue: z.string().optional().describe('In the smallest unit'),
  fromBlock: block.describe('First block'),
  toBlock: block.describe('Last block'),
  from: moment.describe('Blocks of this time or later'),
  before: moment.describe('Blocks before this time'),
};
export const FLOW_FILTERS = Object.keys(flowFilters);

/** @throws {ChaintillError} `BAD_USER_INPUT`, `INVALID_ADDRESS`, `INVALID_AMOUNT`, with the parameter as field */
export function readFlowQuery(query: Query): WantedFlow {
  const { directions, asset, counterparty, reference, minimumValue } = query;
  return readFlowInput({
    directions:
      directions === undefined
        ? undefined
        : readConstants('directions', directions, DIRECTIONS).map(
            (word) => word as (typeof DIRECTIONS)[number],
          ),
    asset,
    counterparty,
    reference,
    minimumValue,
    fromBlock: readHeight(query, 'fromBlock'),
    toBlock: readHeight(query, 'toBlock'),
    from: readMoment(query, 'from') ?? undefined,
    before: readMoment(query, 'before') ?? undefined,
  });
}

function readHeight(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw badField(name, 'write the number of a block, 0 or more');
}
