import type { Bounds, Shape } from '../shape.js';
import type { Tongue } from '../texts/context.js';

/** What kind of value it is, in the reader's words. */
export function typeIn({ kind, name, isList, nullable, bounds }: Shape, { say, locale }: Tongue): string {
  const what = name ?? say(kind);
  const whole = isList ? say('list_of', { what }) : what;
  return [whole, boundsIn(bounds, { say, locale }), nullable ? say('or_null') : ''].filter(Boolean).join(' ');
}

function boundsIn({ least, most }: Bounds, { say, locale }: Pick<Tongue, 'say' | 'locale'>): string {
  const write = (bound: number): string => bound.toLocaleString(locale);
  if (least !== null && most !== null) return say('from_to', { least: write(least), most: write(most) });
  if (most !== null) return say('up_to', { most: write(most) });
  return least === null || least === 1 ? '' : say('from', { least: write(least) });
}
