import assert from 'node:assert/strict';
import { parseLines } from '../../src/cli/parse.ts';

/** The lines written and the exit code for chunks as a stream delivers them. */
async function parsed(chunks: readonly (string | Uint8Array)[]): Promise<{ lines: unknown[]; code: number }> {
  const lines: unknown[] = [];
  async function* input(): AsyncGenerator<string | Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  const code = await parseLines(input(), (line) => {
    assert.ok(!line.includes('\n'));
    lines.push(JSON.parse(line));
  });
  return { lines, code };
}

const isolate = {
  intent: 'action.isolate',
  slots: { device: 'FIN-LT-042', kind: 'full' },
  confidence: 0.98,
};

describe('drawbridge parse', () => {
  it('answers each line in order', async () => {
    const { lines, code } = await parsed(['{"text":"isolate FIN-LT-042"}\n{"text":"thanks"}\n']);
    assert.deepEqual(lines, [isolate, { intent: 'none', slots: {}, confidence: 0.1 }]);
    assert.equal(code, 0);
  });

  it('uses the context of the line', async () => {
    const { lines } = await parsed(['{"text":"isolate it","context":{"device":"FIN-LT-042"}}']);
    assert.deepEqual(lines, [{ ...isolate, confidence: 0.93 }]);
  });

  it('puts an error in the place of a faulty line and ends with 1', async () => {
    const faulty = [
      '{',
      '[]',
      '7',
      'null',
      '{"text":7}',
      '{}',
      '{"text":"x","context":7}',
      '{"text":"x","context":{"device":1}}',
    ];
    const { lines, code } = await parsed([`${faulty.join('\n')}\n{"text":"isolate FIN-LT-042"}`]);
    assert.equal(code, 1);
    assert.deepEqual(
      lines.slice(0, -1).map((line) => Object.keys(line as object)),
      faulty.map(() => ['error']),
    );
    assert.deepEqual(lines.at(-1), isolate);
  });

  it('skips blank lines and reads Windows line ends', async () => {
    const { lines, code } = await parsed(['\r\n\n  \n{"text":"isolate FIN-LT-042"}\r\n']);
    assert.deepEqual([lines, code], [[isolate], 0]);
  });

  it('does not mind where the stream is cut, even inside a character', async () => {
    const bytes = new TextEncoder().encode('{"text":"devices of Åsa"}\n{"text":"isolate FIN-LT-042"}\n');
    const { lines } = await parsed(Array.from(bytes, (_, i) => bytes.slice(i, i + 1)));
    assert.deepEqual(lines, [{ intent: 'user.devices', slots: { user: 'Åsa' }, confidence: 0.97 }, isolate]);
  });

  it('answers nothing to nothing', async () => {
    assert.deepEqual(await parsed([]), { lines: [], code: 0 });
  });
});
