import { readSearch } from '../../../../src/web/dashboard/companies/search.js';
import { ALICE, ALICE_PREFIX_0 } from '../../../support/accounts.js';

it.each([
  ['', { by: 'filter', filter: null }],
  ['  ', { by: 'filter', filter: null }],
  [` ${ALICE} `, { by: 'account', account: ALICE }],
  [ALICE_PREFIX_0, { by: 'account', account: ALICE_PREFIX_0 }],
  [`0x${'Ab'.repeat(32)}`, { by: 'account', account: `0x${'Ab'.repeat(32)}` }],
  ['0-12', { by: 'filter', filter: { id: { equalTo: '0-12' } } }],
  ['Café', { by: 'filter', filter: { name: { includesInsensitive: 'Café' } } }],
  [
    '1984',
    {
      by: 'filter',
      filter: { or: [{ entityId: { equalTo: 1984 } }, { name: { includesInsensitive: '1984' } }] },
    },
  ],
  ['12345678901', { by: 'filter', filter: { name: { includesInsensitive: '12345678901' } } }],
])('reads %j', (text, search) => {
  expect(readSearch(text)).toEqual(search);
});
