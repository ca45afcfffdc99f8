import { createSocket } from 'node:dgram';

/** A DNS server on loopback. */
export interface DnsServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  close(): Promise<void>;
}

/** The addresses of a name; an empty list for a name that does not exist, null for no answer at all. */
export type DnsRecords = (name: string, type: 'A' | 'AAAA') => readonly Buffer[] | null;

const TYPES = new Map<number, 'A' | 'AAAA'>([
  [1, 'A'],
  [28, 'AAAA'],
]);
const HEADER_BYTES = 12;
const NAME_ERROR = 3;

/** Format: RFC 1035; questions of one name each. */
export async function startDnsServer(records: DnsRecords): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const labels: string[] = [];
    let at = HEADER_BYTES;
    for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
      labels.push(message.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const number = message.readUInt16BE(at + 1);
    const type = TYPES.get(number);
    const found = type ? records(labels.join('.'), type) : [];
    if (found === null) return;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt16BE(message.readUInt16BE(0), 0);
    header.writeUInt16BE(0x8180 + (found.length === 0 ? NAME_ERROR : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(found.length, 6);
    const answers = found.map((data) => {
      const head = Buffer.alloc(12);
      // The name of the question, class IN, for a minute.
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(number, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(60, 6);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    socket.send(Buffer.concat([header, message.subarray(HEADER_BYTES, at + 5), ...answers]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => void socket.close(() => resolve())),
  };
}
