import { z } from 'zod';
import type { CompanyStatus } from '../company/rows.js';
import type { HookChange } from '../settlement/work.js';
import { height } from './fields.js';

const STATUSES = [
  'requested',
  'approved',
  'unregistered',
  'canceled',
] as const satisfies readonly CompanyStatus[];

export const companySchema = z
  .object({
    id: z.string().describe('`<registry>-<entity>`'),
    name: z.string().nullable().describe('As it is registered; null where it is not, or says none'),
    status: z.enum(STATUSES).describe('`unregistered`: all of its settings have ended'),
    fromBlock: height.describe('The first block at whose end it was so'),
  })
  .meta({ id: 'ChangedCompany', description: 'A company of the registry, as it is from one block on.' });

export type CompanyEventData = z.infer<typeof companySchema>;

export function companyEventData({ companyId, name, status, fromBlock }: HookChange): CompanyEventData {
  return { id: companyId, name, status, fromBlock };
}
