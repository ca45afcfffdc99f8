import type { BackfillProgress } from '../../backfill/run.js';

/** How far a backfill is, in words: `block 1200 of 9000, 410 blocks/s, 19 s left`. */
export function describeProgress({ height, target, blocks, seconds }: BackfillProgress): string {
  const speed = seconds > 0 ? blocks / seconds : 0;
  const at = `block ${height} of ${target}`;
  if (speed <= 0) return at;
  return `${at}, ${Math.round(speed)} blocks/s, ${describeSeconds((target - height) / speed)} left`;
}

/** A time in the two units that matter: `2 h 5 min`, `3 min 20 s`, `40 s`. */
function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
