/** What a company has registered, as a gateway says it. */
import { z } from 'zod';
import type { CompanyData } from '../../domain/company/company-data.js';
import { decodeCompanyData } from '../../domain/company/decode.js';
import { ChaintillError } from '../../domain/errors.js';
import { hexToBytes, isHex } from '../../domain/hex.js';

const data = z.object({ data: z.string() }).nullable();
const answer = z.object({
  data: z.object({
    company: z
      .object({
        registryIndex: z.number(),
        entityId: z.number(),
        name: z.string().nullable(),
        ownerId: z.string().nullable(),
        version: z.object({ registration: data, requested: data }).nullable(),
      })
      .nullable(),
  }),
});
const QUERY = `query ($id: String!) { company(id: $id) {
  registryIndex entityId name ownerId version { registration { data } requested { data } }
} }`;

export interface CurrentCompany {
  readonly registryIndex: number;
  readonly entityId: number;
  readonly name: string | null;
  /** Who must sign for it, in SS58. */
  readonly ownerId: string | null;
  /** What is registered, else what is asked for; null where nothing of it can be read. */
  readonly data: CompanyData | null;
}

/** @throws {ChaintillError} `GATEWAY_UNREACHABLE`, `COMPANY_NOT_FOUND`, `COMPANY_TOO_NEW` */
export async function readCurrentCompany(gatewayUrl: string, id: string): Promise<CurrentCompany> {
  const company = await ask(gatewayUrl, id);
  if (!company) {
    throw new ChaintillError('COMPANY_NOT_FOUND', 'the gateway knows no company of this id: check --company');
  }
  const { version, ...rest } = company;
  const hex = version?.registration?.data ?? version?.requested?.data ?? null;
  return { ...rest, data: hex === null || !isHex(hex) ? null : readWhole(hexToBytes(hex)) };
}

/** New data replaces the old as a whole, so nothing of it may be passed over. */
function readWhole(bytes: Uint8Array): CompanyData | null {
  const reading = decodeCompanyData(bytes);
  if (reading.data === null || reading.extra === 0) return reading.data;
  throw new ChaintillError(
    'COMPANY_TOO_NEW',
    'the company has fields that this version does not know, and would lose them: update Chaintill, or give all of its data with --from',
  );
}

async function ask(gatewayUrl: string, id: string): Promise<z.infer<typeof answer>['data']['company']> {
  try {
    const response = await fetch(new URL('/graphql', gatewayUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { id } }),
    });
    return answer.parse(await response.json()).data.company;
  } catch (cause) {
    throw new ChaintillError(
      'GATEWAY_UNREACHABLE',
      'the gateway does not say what the company has now: see its /health, or give all of its data with --from',
      { cause },
    );
  }
}
