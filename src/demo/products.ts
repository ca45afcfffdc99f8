/** What the demo shop sells. */

export type Language = 'en' | 'de';
type Words = Readonly<Record<Language, string>>;

export interface Product {
  readonly id: string;
  readonly name: Words;
  readonly about: Words;
  /** In whole tokens, in decimal. */
  readonly price: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'coffee',
    name: { en: 'Coffee beans', de: 'Kaffeebohnen' },
    about: { en: '250 g, roasted on Tuesday.', de: '250 g, am Dienstag geröstet.' },
    price: '1.5',
  },
  {
    id: 'honey',
    name: { en: 'Linden honey', de: 'Lindenhonig' },
    about: { en: 'A jar of last summer.', de: 'Ein Glas vom letzten Sommer.' },
    price: '4.25',
  },
  {
    id: 'mug',
    name: { en: 'Stoneware mug', de: 'Becher aus Steinzeug' },
    about: { en: 'Thrown by hand, glazed in green.', de: 'Von Hand gedreht, grün glasiert.' },
    price: '12',
  },
];

export function findProduct(id: unknown): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
