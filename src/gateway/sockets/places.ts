/** Counts who is there, by key and by address. */
export interface Places {
  /** @returns what gives the place back, once; null where all are taken */
  take(holder: string, most: number): (() => void) | null;
}

export function createPlaces(): Places {
  const taken = new Map<string, number>();
  return {
    take(holder, most) {
      const count = taken.get(holder) ?? 0;
      if (count >= most) return null;
      taken.set(holder, count + 1);
      let given = true;
      return () => {
        if (!given) return;
        given = false;
        const left = (taken.get(holder) ?? 1) - 1;
        if (left === 0) taken.delete(holder);
        else taken.set(holder, left);
      };
    },
  };
}
