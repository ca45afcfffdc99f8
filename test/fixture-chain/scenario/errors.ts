import { plainDispatchError, type DispatchError } from '../build/plain.js';
import type { Runtime } from '../build/runtime.js';

/** Errors of every form that a runtime has, one after the other. */
export function errorsInTurn(runtime: Runtime): () => DispatchError {
  const pallet = (name: string): DispatchError => {
    const error = runtime.palletErrors.get(name);
    if (!error) throw new Error(`the runtime has no error ${name}`);
    return error;
  };
  const errors = [
    plainDispatchError('BadOrigin'),
    pallet('balances.InsufficientBalance'),
    plainDispatchError('Token', 'NoFunds'),
    pallet('assets.NoAccount'),
    plainDispatchError('Arithmetic', 'Underflow'),
    plainDispatchError('CannotLookup'),
    pallet('system.CallFiltered'),
  ];
  let n = 0;
  return () => errors[n++ % errors.length] ?? plainDispatchError('BadOrigin');
}
