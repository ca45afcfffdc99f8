/** What of a company's data is shown to people. */
import { companyFace } from '../../../src/domain/company/face.js';

const face = (name: string, logoURL = '') => companyFace({ name, logoURL });

it.each<[string, string, string | null]>([
  ['a name', 'Café Liberland', 'Café Liberland'],
  ['no name', '', null],
  ['blanks alone', ' \t\n ', null],
  ['several lines', 'Café\n  Liberland\t& Sons', 'Café Liberland & Sons'],
  ['writing that is turned round', 'Caf\u202Eé\u2066', 'Café'],
  ['what cannot be seen', '\u200B\u0000Café\uFEFF', 'Café'],
  ['half an emoji', 'Café \uD83D', 'Café'],
  ['other scripts', 'مقهى 咖啡 ☕️', 'مقهى 咖啡 ☕️'],
  ['a very long name', 'é'.repeat(200), `${'é'.repeat(119)}…`],
])('%s', (_what, name, shown) => {
  expect(face(name).name).toBe(shown);
});

it.each<[string, string | null]>([
  ['https://cafe.example/logo.png', 'https://cafe.example/logo.png'],
  [' https://cafe.example/logo.png ', 'https://cafe.example/logo.png'],
  ['http://cafe.example/logo.png', null],
  ['javascript:alert(1)', null],
  ['data:image/png;base64,AAAA', null],
  ['https://user:word@cafe.example/logo.png', null],
  ['cafe.example/logo.png', null],
  ['', null],
])('a logo at %j', (logo, shown) => {
  expect(face('Café', logo).logoUrl).toBe(shown);
});

it('is nothing where nothing can be read', () => {
  expect(companyFace(null)).toEqual({ name: null, logoUrl: null });
});
