import {
  ASSET_TRANSFER_COLUMNS,
  findAssetTransfer,
  listAssetTransfers,
} from '../../../store/chain/asset-transfers.js';
import { findRemark, listRemarks, REMARK_COLUMNS, REMARK_POSITION } from '../../../store/chain/remarks.js';
import {
  EVENT_POSITION,
  findTransfer,
  listTransfers,
  TRANSFER_COLUMNS,
} from '../../../store/chain/transfers.js';
import { listField, type Resolver } from '../list-field.js';
import { matchedField } from '../matched.js';

/** Liberland's explorer calls its asset 1 the Merit. */
const MERIT = '1';

type ById = Resolver<{ id: string }>;

const transfer: ById = async (_source, { id }, { chain, views }) => {
  const row = await findTransfer(chain, storable(id));
  return row && views.transfer(row);
};

const assetTransfer: ById = async (_source, { id }, { chain, views }) => {
  const row = await findAssetTransfer(chain, storable(id));
  return row && views.assetTransfer(row);
};

const remark: ById = async (_source, { id }, { chain, views }) => {
  const row = await findRemark(chain, storable(id));
  return row && views.remark(row);
};

/** Postgres takes no NUL; no id has one. */
function storable(id: string): string {
  return id.replaceAll('\0', '');
}

export const listResolvers = {
  transfer,
  assetTransfer,
  remark,
  transfers: listField({
    columns: TRANSFER_COLUMNS,
    position: EVENT_POSITION,
    fields: matchedField,
    read: ({ reads }, request) => listTransfers(reads.chain, request),
    view: (rows, { views }) => rows.map((row) => views.transfer(row)),
  }),
  assetTransfers: listField({
    columns: ASSET_TRANSFER_COLUMNS,
    position: EVENT_POSITION,
    fields: (context) => ({ ...matchedField(context), asset: { kind: 'assetId' } }),
    read: ({ reads }, request) => listAssetTransfers(reads.chain, request),
    view: (rows, { views }) => rows.map((row) => views.assetTransfer(row)),
  }),
  merits: listField({
    columns: ASSET_TRANSFER_COLUMNS,
    position: EVENT_POSITION,
    always: { kind: 'compare', column: 'asset', comparator: '=', value: MERIT },
    read: ({ reads }, request) => listAssetTransfers(reads.chain, request),
    view: (rows, { views }) => rows.map((row) => views.assetTransfer(row)),
  }),
  remarks: listField({
    columns: REMARK_COLUMNS,
    position: REMARK_POSITION,
    read: ({ reads }, request) => listRemarks(reads.chain, request),
    view: (rows, { views }) => rows.map((row) => views.remark(row)),
  }),
};
