/** How a buyer came back from paying, as the gateway signed it. */
import { GatewayError, ReturnError, type Gateway } from '../client/index.js';

export interface WayBack {
  /** Whose order it is; null where that is not to be believed. */
  readonly orderId: string | null;
  /** What is wrong with it; null where the gateway signed it. */
  readonly trouble: string | null;
}

/**
 * It says who came back, and how things stood then. What is delivered hangs on the webhook alone: a way back can be gone
 * twice, or never.
 * @param url as the browser asked for it
 * @returns null for a buyer who came otherwise, and where the gateway could not be asked
 */
export async function checkWayBack(
  gateway: Pick<Gateway, 'checkout'>,
  url: string,
  onFailure: (error: GatewayError) => void,
): Promise<WayBack | null> {
  if (!url.includes('chaintill_')) return null;
  try {
    const { orderId } = await gateway.checkout.verifyReturn(url);
    return { orderId, trouble: null };
  } catch (error) {
    if (error instanceof ReturnError) return { orderId: null, trouble: error.code };
    if (!(error instanceof GatewayError)) throw error;
    onFailure(error);
    return null;
  }
}
