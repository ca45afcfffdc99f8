import { ApiPromise, WsProvider } from '@polkadot/api';
import type { ProviderInterface } from '@polkadot/rpc-provider/types';
import type { HexString } from '@polkadot/util/types';

/** Connects to a node. */
export async function connectApi(endpoint: string): Promise<ApiPromise> {
  const provider = new WsProvider(endpoint);
  await provider.isReady;
  // The API warns on the terminal when a runtime is too old for its newest way to ask for metadata; given metadata, it
  // does not ask.
  const [genesisHash, { specVersion }, metadata] = await Promise.all([
    provider.send<string>('chain_getBlockHash', [0]),
    provider.send<{ specVersion: number }>('state_getRuntimeVersion', []),
    provider.send<HexString>('state_getMetadata', []),
  ]);
  return ApiPromise.create({
    // Its own types disagree on optional properties.
    provider: provider as ProviderInterface,
    metadata: { [`${genesisHash}-${specVersion}`]: metadata },
    noInitWarn: true,
  });
}
