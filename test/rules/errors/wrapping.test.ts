/** Go before 1.13 knows neither `%w` nor errors.Is: nothing that needs them is reported or offered there. */
import assert from 'node:assert/strict';
import { allRules } from '../../../server/src/rules/registry.ts';
import { checkFolder } from '../../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../../support/folder.ts';

const ERRORS = allRules.map(({ meta }) => meta.id as string).filter((id) => id.startsWith('errors/'));

const files = {
  '.go-architect.yaml': 'version: 1\nextends: [strict]\n',
  'store/store.go': `package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
)

var ErrGone = errors.New("gone")

type AskError struct{}

func (*AskError) Error() string { return "failure" }

func Read(path string) ([]byte, error) { return nil, ErrGone }

func Load(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Printf("read %s: %v", path, err)
		return nil, err
	}
	return data, nil
}

func Decode(data []byte) (map[string]string, error) {
	var out map[string]string
	json.Unmarshal(data, &out)
	if len(out) == 0 {
		log.Fatalf("decode %s: %v", data, ErrGone)
	}
	return out, nil
}

func Ask(err error) error {
	if err == ErrGone {
		return fmt.Errorf("ask: %v", err)
	}
	if failure, ok := err.(*AskError); ok {
		return fmt.Errorf("cannot ask for %s", failure)
	}
	return nil
}

func Kind(name string) error {
	return fmt.Errorf("unknown kind %q", name)
}

func Quiet(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil
	}
	return data, nil
}
`,
  'account/account.go': `package account

import "example.com/shop/store"

func Open(path string) ([]byte, error) {
	data, err := store.Read(path)
	if err != nil {
		return nil, err
	}
	return data, nil
}
`,
};

/** What is found by rule, and the titles of all fixes that bring something wrapped. */
async function look(goVersion: string): Promise<{ rules: string[]; wrapping: string[] }> {
  const folder = makeFolder({ ...files, 'go.mod': `module example.com/shop\n\n${goVersion}` });
  try {
    const { findings, offers } = await checkFolder(folder, ERRORS);
    const wrapping = findings.flatMap((finding) =>
      offers(finding)
        .filter((offer) => /%w|errors\.(?:Is|As)\(/.test(JSON.stringify(offer.changes())))
        .map(({ title }) => title),
    );
    return { rules: [...new Set(findings.map(({ rule }) => rule as string))].sort(), wrapping };
  } finally {
    removeFolder(folder);
  }
}

describe('errors before Go 1.13', () => {
  const plain = ['errors/fatal', 'errors/ignored', 'errors/log-and-return', 'errors/swallowed'];
  const wrapped = ['errors/assert', 'errors/compare', 'errors/sentinel', 'errors/verb', 'errors/wrap'];

  it('are not wrapped, nor looked into', async () => {
    assert.deepEqual(await look('go 1.12\n'), { rules: plain, wrapping: [] });
  });

  for (const version of ['go 1.13\n', '']) {
    it(`are, ${version === '' ? 'where no version is named' : 'from then on'}`, async () => {
      const { rules, wrapping } = await look(version);
      assert.deepEqual(rules, [...plain, ...wrapped].sort());
      assert.ok(wrapping.length >= 7, wrapping.join(', '));
    });
  }
});
