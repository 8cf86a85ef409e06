import assert from 'node:assert/strict';
import { isInfrastructurePackage } from '../../server/src/config/infrastructure.ts';
import { coversImport } from '../../server/src/config/layers.ts';

describe('infrastructure', () => {
  for (const path of [
    'github.com/gin-gonic/gin',
    'github.com/gin-gonic/gin/binding',
    'github.com/gofiber/fiber/v2',
    'github.com/gofiber/fiber/v2/middleware/cors',
    'github.com/jackc/pgx/v5/pgtype',
    'go.mongodb.org/mongo-driver/bson/primitive',
    'google.golang.org/grpc/status',
    'gopkg.in/mgo.v2/bson',
    'github.com/go-kratos/kratos/v2/transport/http',
    'github.com/valkey-io/valkey-go',
    'github.com/danielgtaylor/huma/v2/adapters/humachi',
    'github.com/hashicorp/consul/api',
    'github.com/tencentyun/cos-go-sdk-v5',
    'github.com/upper/db/v4/adapter/postgresql',
  ]) {
    it(`is ${path}`, () => assert.equal(isInfrastructurePackage(path), true));
  }

  for (const path of [
    '',
    'github.com/gin-gonic/ginger',
    'github.com/google/uuid',
    'github.com/shopspring/decimal',
    'github.com/go-playground/validator/v10',
    'github.com/pkg/errors',
    'go.uber.org/zap',
    'google.golang.org/grpc/codes',
    'github.com/hashicorp/consul/agent',
    'github.com/zeromicro/go-zero/core/logx',
    'go.temporal.io/sdk/workflow',
    'database/sql',
  ]) {
    it(`is not ${path || 'an empty path'}`, () => assert.equal(isInfrastructurePackage(path), false));
  }

  it('stands in a configuration for all of them', () => {
    assert.equal(coversImport('infrastructure', 'github.com/lib/pq'), true);
    assert.equal(coversImport('infrastructure', 'github.com/google/uuid'), false);
    assert.equal(coversImport('infrastructure', 'infrastructure/own'), false);
  });
});
