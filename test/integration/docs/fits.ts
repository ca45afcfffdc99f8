/** Whether an answer is what a page shows of it. */

/**
 * What the page shows must be there and be the same, where a text with `…` leaves out what differs from time to time. What it
 * does not show may be there besides; `"…"` alone stands for any value.
 * @returns where it is otherwise, in words
 */
export function flawsOf(shown: unknown, answer: unknown, path = 'answer'): readonly string[] {
  if (shown === '…') return answer === undefined ? [`${path} is not there`] : [];
  if (typeof shown === 'string' && shown.includes('…')) {
    const pattern = shown
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    const fits = typeof answer === 'string' && new RegExp(`^${pattern}$`, 's').test(answer);
    return fits ? [] : [`${path} is ${JSON.stringify(answer)}, and not like ${shown}`];
  }
  if (typeof shown !== 'object' || shown === null) {
    return shown === answer ? [] : [`${path} is ${JSON.stringify(answer)}, and not ${JSON.stringify(shown)}`];
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(shown) !== Array.isArray(answer)) {
    return [`${path} is ${JSON.stringify(answer)}, and not ${JSON.stringify(shown)}`];
  }
  const count = Array.isArray(answer) && shown instanceof Array && answer.length !== shown.length;
  return [
    ...(count ? [`${path} has ${(answer as unknown[]).length} entries`] : []),
    ...Object.entries(shown).flatMap(([name, value]) =>
      flawsOf(value, (answer as Record<string, unknown>)[name], `${path}.${name}`),
    ),
  ];
}
