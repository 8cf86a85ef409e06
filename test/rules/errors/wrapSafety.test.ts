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
});
