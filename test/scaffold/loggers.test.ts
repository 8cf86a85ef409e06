/** What a new handler logs with: as its neighbours do. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { handlerLogIn } from '../../server/src/scaffold/parts/loggers.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readerOf } from './generate.ts';

describe('The logger of a handler', () => {
  let parser: GoParser;

  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  function statementIn(handler: string, others: readonly (readonly [path: string, text: string])[] = []) {
    const files = new Map([
      ['go.mod', 'module example.com/acme/shop\n\ngo 1.26.0\n'],
      ['handler/order.go', `package handler\n\n${handler}`],
      ...others,
    ]);
    const survey = surveyModule(readerOf(files), new Map(), (text) => parser.parse(text));
    assert.ok(survey.ok);
    const log = handlerLogIn(['handler'], 'invoice', 'Invoice', survey.value);
    const fields = ['error', 'error', 'err'] as const;
    return { type: log.type, text: log.statement('h.logger', 'Error', 'ctx', 'it failed', fields), double: log.double };
  }

  it('is a logger of a library where the module hands one on', () => {
    const { type, text } = statementIn(
      'import "log/slog"\n\nfunc New(l *slog.Logger) {}\n\nfunc f() { slog.Error("x") }\n',
    );

    assert.deepEqual([type, text], ['*slog.Logger', 'h.logger.ErrorContext(ctx, "it failed", slog.Any("error", err))']);
  });

  it('is the functions of a library where nobody is given a logger', () => {
    const slog = statementIn('import "log/slog"\n\nfunc f() { slog.Error("x") }\n');
    const logrus = statementIn('import "github.com/sirupsen/logrus"\n\nfunc f() { logrus.Error("x") }\n');

    assert.deepEqual([slog.type, slog.text], ['', 'slog.ErrorContext(ctx, "it failed", slog.Any("error", err))']);
    assert.deepEqual([logrus.type, logrus.text], ['', 'logrus.WithContext(ctx).WithError(err).Error("it failed")']);
  });

  it('is an interface that the module declares and hands to its handlers', () => {
    const declared = 'package logger\n\ntype Logger interface {\n\tErrorf(format string, args ...any)\n}\n';
    const { type, text, double } = statementIn(
      'import "example.com/acme/shop/pkg/logger"\n\nfunc NewOrderHandler(l logger.Logger) {}\n',
      [['pkg/logger/logger.go', declared]],
    );

    assert.deepEqual([type, text], ['logger.Logger', 'h.logger.Errorf("it failed error=%v", err)']);
    assert.match(double, /^func \(silentInvoiceLogger\) Errorf\(string, \.\.\.any\) \{\}$/m);
  });

  it('is functions of the module that others than its neighbours call, where nobody is given a logger', () => {
    const declared =
      'package logger\n\nimport (\n\t"context"\n\n\t"go.uber.org/zap"\n)\n\ntype writer struct{ inner *zap.Logger }\n\nfunc Error(ctx context.Context, msg string, fields ...any) {}\n';
    const main =
      'package main\n\nimport "example.com/acme/shop/pkg/logger"\n\nfunc main() {\n\tlogger.Error(context.Background(), "x", map[string]any{"a": 1})\n}\n';
    const others = (text: string) => [['pkg/logger/logger.go', declared] as const, ['main.go', text] as const];
    const { type, text } = statementIn('', others(main));
    const empty = statementIn('', [
      ['pkg/logger/logger.go', `${declared}\nvar entry *writer\n`],
      ['main.go', main],
    ]);
    const unclear = statementIn('', others(main.replace('map[string]any{"a": 1}', '"a", 1')));
    const given = statementIn('import "go.uber.org/zap"\n\nfunc New(l *zap.Logger) {}\n', others(main));

    assert.deepEqual([type, text], ['', 'logger.Error(ctx, "it failed", map[string]any{"error": err.Error()})']);
    assert.equal(empty.type, '*slog.Logger');
    assert.equal(unclear.type, '*zap.Logger');
    assert.equal(given.type, '*zap.Logger');
  });

  it('is functions of the module, with the fields they take', () => {
    const declared =
      'package logger\n\nimport "context"\n\ntype Fields map[string]any\n\nfunc ErrorWithContext(ctx context.Context, msg string, fields ...Fields) {}\n';
    const { type, text } = statementIn(
      'import "example.com/acme/shop/pkg/logger"\n\nfunc f() { logger.ErrorWithContext(nil, "x") }\n',
      [['pkg/logger/logger.go', declared]],
    );

    assert.deepEqual(
      [type, text],
      ['', 'logger.ErrorWithContext(ctx, "it failed", logger.Fields{"error": err.Error()})'],
    );
  });

  it('is none of the module whose functions want something else', () => {
    const declared = 'package logger\n\nfunc Error(code int, msg string) {}\n';
    const { type } = statementIn('import "example.com/acme/shop/pkg/logger"\n\nfunc f() { logger.Error(1, "x") }\n', [
      ['pkg/logger/logger.go', declared],
    ]);

    assert.equal(type, '*slog.Logger');
  });
});
