import { parseMoment } from '../../../src/gateway/graphql/moment.js';

describe('parseMoment', () => {
  it.each([
    ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000Z'],
    ['2026-11-21T12:00:00.123', '2026-11-21T12:00:00.123Z'],
    ['2026-11-21 12:00', '2026-11-21T12:00:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21T12:00:00+02:00', '2026-11-21T10:00:00.000Z'],
  ])('reads %s as UTC', (text, utc) => {
    expect(parseMoment(text)).toBe(utc);
  });

  it.each([
    '',
    'now',
    '2026',
    '2026-13-01',
    '21.11.2026',
    '0000-01-01T00:00:00+23:59',
    '2026-11-21T25:00:00Z',
  ])('refuses %s', (text) => {
    expect(parseMoment(text)).toBeNull();
  });
});
