import { serverAttributes, summarize } from '../../../src/store/statement-span.js';

describe('summarize', () => {
  it.each([
    ['select "id" from "till"."orders" where "id" = $1', 'SELECT', 'till.orders'],
    ['insert into "till"."orders" ("a") values ($1)', 'INSERT', 'till.orders'],
    ['update till.payments set use = $1', 'UPDATE', 'till.payments'],
    ['\n  (select 1 from chain.transfers) union (select 2)', 'SELECT', 'chain.transfers'],
    ['with given as (select $1) delete from "till"."sightings"', 'WITH', 'till.sightings'],
    ['start transaction isolation level repeatable read', 'START', null],
    ["select 'from nowhere'", 'SELECT', null],
    ['select now()', 'SELECT', null],
    ['', 'OTHER', null],
  ])('says of %j what it does and to which table', (statement, operation, table) => {
    expect(summarize(statement)).toEqual({ operation, table });
  });
});

it('says where the server is, and not who asks', () => {
  expect(serverAttributes('postgres://user:hidden@db.example:5433/till?sslmode=require')).toEqual({
    'db.system.name': 'postgresql',
    'db.namespace': 'till',
    'server.address': 'db.example',
    'server.port': 5433,
  });
  expect(serverAttributes('postgres://db.example/till')).toMatchObject({ 'server.port': 5432 });
});
