import {
  readMessage,
  readMessages,
  type Message,
} from '../../../../src/web/dashboard/gateway/event-stream.js';

function streamOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const message of readMessages(streamOf(...chunks))) messages.push(message);
  return messages;
}

it('reads messages however they are cut', async () => {
  const text = 'event: next\ndata: {"a":"ü"}\n\n:\n\nevent: complete\ndata: \n\n';
  const whole = [
    { event: 'next', data: '{"a":"ü"}' },
    { event: 'complete', data: '' },
  ];
  expect(await read(text)).toEqual(whole);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at++) {
    expect(await read(bytes.slice(0, at), bytes.slice(at))).toEqual(whole);
  }
});

it('says nothing of a message that is not whole', async () => {
  expect(await read('event: next\ndata: {"a"')).toEqual([]);
});

it('tells of everything that is heard', async () => {
  let heard = 0;
  const none = readMessages(streamOf(':\n\n', ':\n\n'), () => (heard += 1));
  expect(await none.next()).toEqual({ done: true, value: undefined });
  expect(heard).toBe(2);
});

it.each([
  [':', null],
  ['event: next', null],
  ['data', { event: 'message', data: '' }],
  ['data:1\ndata: 2', { event: 'message', data: '1\n2' }],
  ['data: a: b', { event: 'message', data: 'a: b' }],
])('reads %j', (text, message) => {
  expect(readMessage(text)).toEqual(message);
});
