/** Server-sent events (WHATWG HTML, 9.2) over fetch, as EventSource sends neither a key nor a body. */

export interface Message {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/** @param heard called for whatever comes, comments included. @throws what reading throws */
export async function* readMessages(
  stream: ReadableStream<Uint8Array>,
  heard: () => void = () => undefined,
): AsyncGenerator<Message, void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const parts = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const message = readMessage(part);
        if (message) yield message;
      }
    }
  } finally {
    // The stream may have ended already, or broken: nobody reads on in either case.
    await reader.cancel().catch(() => undefined);
  }
}

/** @returns null for one without data, as a comment */
export function readMessage(text: string): Message | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
  }
  return data.length === 0 ? null : { event, data: data.join('\n') };
}
