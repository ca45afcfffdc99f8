/** What a company moved, for everybody who asks; the orders that it was for, for the merchant whose they are. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badField } from '../../../domain/bad-field.js';
import { readAnyCompanyId } from '../../../domain/company/local.js';
import { ChaintillError } from '../../../domain/errors.js';
import { FAILED_PAYMENT_COLUMNS, FAILED_PAYMENT_POSITION } from '../../../store/chain/failed-payments.js';
import { EVENT_POSITION, TRANSFER_COLUMNS } from '../../../store/chain/transfers.js';
import { readFlow } from '../../../store/company/flow.js';
import {
  readFailureRows,
  readHistoryRows,
  readRowBalances,
  type FlowRequest,
} from '../../../store/company/history.js';
import { findKnownCompany } from '../../../store/company/known.js';
import type { Place } from '../../../store/company/places.js';
import type { FlowFilter } from '../../../store/company/sides.js';
import { ALWAYS } from '../../../store/lists/condition.js';
import { localReader } from '../../auth/local-reader.js';
import { readStatements } from '../../company-history/statements.js';
import { mayBeOld, type GatewayContext } from '../../graphql/context.js';
import { asCsv, asJson, sendFile } from '../file.js';
import {
  COMPANY_FAILED_PAYMENTS_CSV,
  COMPANY_FAILED_PAYMENTS_JSON,
  COMPANY_HISTORY_CSV,
  COMPANY_HISTORY_JSON,
  LIST_COMPANY_FAILED_PAYMENTS,
  LIST_COMPANY_HISTORY,
  LIST_COMPANY_STATEMENTS,
} from '../operations/company-history.js';
import { PAGE_PARAMETERS, pageAnswer, readPageRequest, type PagedList, type PageRequest } from '../page.js';
import { readQuery } from '../query.js';
import { FAILURE_COLUMNS, HISTORY_COLUMNS } from './columns.js';
import { viewFailureAnswer } from './failure.js';
import { failurePages } from './failure-pages.js';
import { historyPages, viewEntries, type HistoryContext } from './pages.js';
import { FLOW_FILTERS, readFlowQuery } from './query.js';

export interface CompanyHistoryOptions {
  readonly context: HistoryContext & Pick<GatewayContext, 'reads'>;
}

const ENTRIES: PagedList = { columns: TRANSFER_COLUMNS, position: EVENT_POSITION, natural: 'newest' };
const FAILURES: PagedList = {
  columns: FAILED_PAYMENT_COLUMNS,
  position: FAILED_PAYMENT_POSITION,
  natural: 'newest',
};

interface OfCompany {
  Params: { readonly companyId: string };
}

export function companyHistoryRoutes(
  app: FastifyInstance,
  { context: surroundings }: CompanyHistoryOptions,
): void {
  const context = mayBeOld(surroundings);
  const { chain } = context;

  async function companyOf({ params, caller }: FastifyRequest<OfCompany>): Promise<string> {
    const id = readAnyCompanyId(params.companyId);
    if (id === null) throw badField('companyId', 'write <registry>-<entity>, as 0-17, or the entity alone');
    // A company is there as soon as it was registered, even where what it moved is a little old.
    if (await findKnownCompany(surroundings.chain, localReader(caller), id)) return id;
    throw new ChaintillError('UNKNOWN_COMPANY', 'there is no such company: check its id', {
      field: 'companyId',
    });
  }

  app.get<OfCompany>('/v1/companies/:companyId/history', LIST_COMPANY_HISTORY, async (request) => {
    const id = await companyOf(request);
    const query = readQuery(request.query, [...FLOW_FILTERS, ...PAGE_PARAMETERS]);
    const { filter, range } = readFlowQuery(query);
    const wanted = readPageRequest(query, ENTRIES, ALWAYS);
    const { page, balances } = await chain.snapshot(async (at) => {
      const flow = await readFlow(at, id, range);
      const asked = requestOf(wanted, filter);
      const page = await readHistoryRows(at, flow, asked);
      return { page, balances: await readRowBalances(at, flow, asked, page.rows) };
    });
    return pageAnswer(
      { ...page, hasPrevious: false, total: null },
      wanted,
      await viewEntries(context, request.caller, page.rows, balances),
    );
  });

  app.get<OfCompany>(
    '/v1/companies/:companyId/failed-payments',
    LIST_COMPANY_FAILED_PAYMENTS,
    async (request) => {
      const id = await companyOf(request);
      const query = readQuery(request.query, [...FLOW_FILTERS, ...PAGE_PARAMETERS]);
      const { filter, range } = readFlowQuery(query);
      const wanted = readPageRequest(query, FAILURES, ALWAYS);
      const page = await chain.snapshot(async (at) =>
        readFailureRows(at, await readFlow(at, id, range), requestOf(wanted, filter)),
      );
      return pageAnswer(
        { ...page, hasPrevious: false, total: null },
        wanted,
        page.rows.map((row) => viewFailureAnswer(row, context)),
      );
    },
  );

  app.get<OfCompany>('/v1/companies/:companyId/statements', LIST_COMPANY_STATEMENTS, async (request) => {
    const id = await companyOf(request);
    const { timeZone = 'UTC', from = null, to = null } = readQuery(request.query, ['timeZone', 'from', 'to']);
    return { data: await readStatements(context, id, { timeZone, from, to }) };
  });

  const options = { exposeHeadRoute: false };
  app.get<OfCompany>(
    '/v1/companies/:companyId/history.csv',
    { ...options, ...COMPANY_HISTORY_CSV },
    async (request, reply) => {
      const id = await companyOf(request);
      const wanted = readFlowQuery(readQuery(request.query, FLOW_FILTERS));
      const pages = historyPages(context, id, wanted, request.caller);
      return sendFile(reply, `company-${id}.csv`, asCsv(pages, HISTORY_COLUMNS));
    },
  );
  app.get<OfCompany>(
    '/v1/companies/:companyId/history.json',
    { ...options, ...COMPANY_HISTORY_JSON },
    async (request, reply) => {
      const id = await companyOf(request);
      const wanted = readFlowQuery(readQuery(request.query, FLOW_FILTERS));
      return sendFile(reply, `company-${id}.json`, asJson(historyPages(context, id, wanted, request.caller)));
    },
  );
  app.get<OfCompany>(
    '/v1/companies/:companyId/failed-payments.csv',
    { ...options, ...COMPANY_FAILED_PAYMENTS_CSV },
    async (request, reply) => {
      const id = await companyOf(request);
      const pages = failurePages(context, id, readFlowQuery(readQuery(request.query, FLOW_FILTERS)));
      return sendFile(reply, `company-${id}-failed.csv`, asCsv(pages, FAILURE_COLUMNS));
    },
  );
  app.get<OfCompany>(
    '/v1/companies/:companyId/failed-payments.json',
    { ...options, ...COMPANY_FAILED_PAYMENTS_JSON },
    async (request, reply) => {
      const id = await companyOf(request);
      const pages = failurePages(context, id, readFlowQuery(readQuery(request.query, FLOW_FILTERS)));
      return sendFile(reply, `company-${id}-failed.json`, asJson(pages));
    },
  );
}

function requestOf({ complete, after, limit }: PageRequest, filter: FlowFilter): FlowRequest {
  return {
    filter,
    order: complete[0]?.direction ?? 'desc',
    after: after as unknown as Place | null,
    limit,
  };
}
