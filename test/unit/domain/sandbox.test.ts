import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

const SOURCE = `
  import { formatAccount, parseAccount } from './src/domain/account.js';
  import { formatAmount, parseAmount } from './src/domain/amount.js';
  import { bytesToHex, hexToBytes } from './src/domain/hex.js';
  import { decodeRemark } from './src/domain/remark/decode.js';
  import { encodeGovernmentRemark } from './src/domain/remark/liberland-government.js';
  import { encodeLiberlandRemark } from './src/domain/remark/liberland-user.js';
  import { encodeTextRemark } from './src/domain/remark/text.js';

  const words = { category: 'Ö', project: '', supplier: '', description: '😀', finalDestination: '', currency: '' };
  const remarks = [
    encodeLiberlandRemark(557n, 'Order #557'),
    encodeGovernmentRemark({ ...words, amountInUSDAtDateOfPayment: 1n, date: 2n }),
    encodeTextRemark('A-1', 'für Zoë'),
    hexToBytes('0xff'),
    new Uint8Array(20000),
  ];
  module.exports = JSON.stringify({
    missing: ['TextEncoder', 'TextDecoder', 'Buffer', 'process', 'require', 'fetch', 'structuredClone', 'crypto', 'setTimeout']
      .filter((name) => name in globalThis),
    remark: bytesToHex(remarks[0]),
    decoded: remarks.map((bytes) => { const { codec, reference, text } = decodeRemark(bytes); return [codec, reference, text]; }),
    account: parseAccount('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'),
    address: formatAccount(parseAccount('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'), 56),
    amount: formatAmount(parseAmount('12.50', 12), 12),
  });
`;

/** SubQuery runs the mappings, and so this code, where there is the language and nothing else. */
describe('the domain in a bare JavaScript context', () => {
  it('reads and writes remarks, accounts and amounts with nothing but the language', async () => {
    const { outputFiles } = await build({
      stdin: { contents: SOURCE, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
    });
    const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
    const code = `const module = { exports: {} }; { ${outputFiles[0]?.text ?? ''} }; module.exports`;
    const answer = runInContext(code, context) as string;
    expect(JSON.parse(answer)).toEqual({
      missing: [],
      remark: '0x789cd3656200030dffa294d42205655353730017590338',
      decoded: [
        ['liberland', '557', 'Order #557'],
        ['liberland-government', null, '😀'],
        ['text', 'A-1', 'order:A-1 für Zoë'],
        ['unknown', null, null],
        ['oversized', null, null],
      ],
      account: '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
      address: '6ftBYTotU4mmCuvUqJvk6qEP7uCzzz771pTMoxcbHFb9rcPv',
      amount: '12.5',
    });
  });
});
