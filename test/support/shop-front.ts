import type { TestGateway } from './gateway.js';
import { openSocket, type TestSocket } from './web-socket.js';

/** What a shop front hears. */
export type FrontMessage = Readonly<Record<string, unknown>> & { readonly type: string };

/** A page of a shop, as far as the gateway sees it. */
export interface TestFront extends Pick<TestSocket, 'close' | 'closed' | 'messages'> {
  send(message: unknown): void;
  next(): Promise<FrontMessage>;
  /** The next message of a type; others before it are passed over. */
  nextOf(type: string): Promise<FrontMessage>;
}

export async function openFront(
  { url }: Pick<TestGateway, 'url'>,
  key: string | null,
  origin?: string,
): Promise<TestFront> {
  const path = key === null ? '/v1/ws/orders' : `/v1/ws/orders?key=${key}`;
  const opened = await openSocket(url, path, origin === undefined ? {} : { origin });
  const next = async (): Promise<FrontMessage> => JSON.parse(await opened.next()) as FrontMessage;
  return {
    messages: opened.messages,
    closed: opened.closed,
    close: () => opened.close(),
    send: (message) => opened.socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next,
    async nextOf(type) {
      for (;;) {
        const message = await next();
        if (message.type === type) return message;
      }
    },
  };
}
