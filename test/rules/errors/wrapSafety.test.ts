/** Whether wrapping may be applied unasked: only where nothing looks at errors by identity. */
import assert from 'node:assert/strict';
import { checkFolder } from '../../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../../support/folder.ts';

const unwrapped = `package order

import "os"

func Clear(name string) error { return os.Truncate(name, 0) }
`;

async function isSafe(other: string): Promise<boolean | undefined> {
  const folder = makeFolder({
    'go.mod': 'module example.com/shop\n\ngo 1.22\n',
    'order/order.go': unwrapped,
    'http/http.go': other,
  });
  try {
    const checked = await checkFolder(folder, ['errors/wrap']);
    const [finding] = checked.findings;
    assert.ok(finding, 'the error that leaves is reported');
    return checked.offers(finding).find(({ id }) => id === 'wrap')?.safe;
  } finally {
    removeFolder(folder);
  }
}

describe('errors/wrap', () => {
  it('wraps unasked where errors are told apart with errors.Is', async () => {
    const text =
      'package http\n\nimport (\n\t"errors"\n\t"io"\n\t"os"\n)\n\nfunc Status(err error, r io.Reader) bool {\n\t_, end := r.Read(nil)\n\treturn end == io.EOF || errors.Is(err, os.ErrNotExist)\n}\n';
    assert.equal(await isSafe(text), true);
  });

  it('asks where another package compares errors by identity', async () => {
    const text = 'package http\n\nimport "os"\n\nfunc Status(err error) bool { return err == os.ErrNotExist }\n';
    assert.equal(await isSafe(text), false);
  });

  it('asks where another package asserts the type of an error', async () => {
    const text =
      'package http\n\nimport "os"\n\nfunc Status(err error) bool {\n\t_, ok := err.(*os.PathError)\n\treturn ok\n}\n';
    assert.equal(await isSafe(text), false);
  });

  const looking: Readonly<Record<string, string>> = {
    'an end of input, which is promised to be bare': 'func F(err error) bool { return err == io.EOF }',
    'in a switch': 'func F(err error) int { switch err { case io.EOF: return 1 }; return 0 }',
    'what a function of the project gave': 'func F() bool { err := order.Clear("x"); return err == io.EOF }',
    'by os.IsNotExist': 'func F(err error) bool { return os.IsNotExist(err) }',
    'what a function of the project gave by os.IsNotExist':
      'func F() bool { err := order.Clear("x"); return os.IsNotExist(err) }',
    'by what is innermost': 'func F(err error) bool { return causes.Cause(err) == nil }',
    'by their text': 'func F(err error) bool { return err.Error() == "gone" }',
    'by their text, the other way round': 'func F(err error) bool { return "gone" != err.Error() }',
    'by their text in a switch': 'func F(err error) int { switch err.Error() { case "gone": return 1 }; return 0 }',
  };
  const imports = 'import (\n\t"io"\n\t"os"\n\n\t"example.com/shop/order"\n\tcauses "github.com/pkg/errors"\n)\n\n';
  for (const [what, code] of Object.entries(looking)) {
    it(`asks where another package tells errors apart ${what}`, async () => {
      assert.equal(await isSafe(`package http\n\n${imports}${code}\n`), false);
    });
  }

  it('wraps unasked where what comes straight from another module is told apart', async () => {
    const code =
      'func F(r *bufio.Reader) bool {\n\t_, err := r.ReadString(10)\n\tif err == io.EOF {\n\t\treturn true\n\t}\n\t_, gone := os.Stat("x")\n\treturn os.IsNotExist(gone)\n}';
    const text = `package http\n\nimport (\n\t"bufio"\n\t"io"\n\t"os"\n)\n\n${code}\n`;
    assert.equal(await isSafe(text), true);
  });
});
