import type { ReactNode } from 'react';
import { CHAIN, type ChainAnswer } from '../gateway/documents.js';
import { useLiveState, useWriting } from './session.js';
import { useSay } from './tongue.js';
import { useAnswer } from './use-answer.js';

const EVERY_MS = 15_000;
/** Blocks that an index may be behind without being late. */
const USUAL_LAG = 3;
const noEvent = (): boolean => false;

/** How far the gateway has read the chain, and whether news come by themselves. */
export function Standing(): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const state = useLiveState();
  const { data } = useAnswer<ChainAnswer>(CHAIN, {}, noEvent, EVERY_MS);
  const height = data?.chain.indexedHeight ?? null;
  const lag = data?.chain.lag ?? null;
  return (
    <div className="standing">
      <p className={state} role="status">
        {say(`state_${state}`)}
      </p>
      <p>
        {height !== null && say('indexed', { height: count(height) })}
        {lag !== null && lag > USUAL_LAG && <strong> {say('lags', { blocks: count(lag) })}</strong>}
      </p>
    </div>
  );
}
