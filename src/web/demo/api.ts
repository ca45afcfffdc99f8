/** What the page asks the shop's server. */
import type { Language } from '../language.js';
import { ask } from '../ask.js';
import type { LogEntry, Purchase } from './page-data.js';

/** @returns where it is paid. @throws {ApiError} */
export async function buy(productId: string, language: Language): Promise<string> {
  const { payUrl } = await ask<{ payUrl: string }>('/demo/purchases', { product: productId, language });
  return payUrl;
}

/** @throws {ApiError} */
export function askPurchase(orderId: string): Promise<Purchase> {
  return ask(`/demo/purchases/${encodeURIComponent(orderId)}`);
}

/** @returns the messages after a number, oldest first. @throws {ApiError} */
export async function askLog(after: number): Promise<readonly LogEntry[]> {
  const { entries } = await ask<{ entries: readonly LogEntry[] }>(`/demo/webhook-log?after=${after}`);
  return entries;
}
