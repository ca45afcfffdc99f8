/**
 * One commit, one verdict: properties are tried with the same cases in every run, unless PROPERTY_SEED gives another
 * seed, or `random`.
 */
import fc from 'fast-check';

const { PROPERTY_SEED = '20261121' } = process.env;

if (PROPERTY_SEED !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(PROPERTY_SEED) });
