/**
 * Functions whose error must not be dropped: after it, data is not what the code goes on to believe. Left out on purpose is what
 * nobody can act on (closing what was read, answering a client that has gone, printing) and what is allowed to fail (reading an
 * optional configuration, deleting what may not be there).
 */
import type { Callee } from '../../../model/types.ts';

/** Where the error is: the last result, or inside the result, to be asked for with `.Err()` or `.Error`. */
export type ErrorPlace = 'result' | 'Err()' | 'Error';

const byName: Readonly<Record<string, string>> = {
  'encoding/json': 'Unmarshal (*Decoder).Decode',
  'encoding/xml': 'Unmarshal (*Decoder).Decode',
  'encoding/gob': '(*Decoder).Decode (*Encoder).Encode',
  'encoding/binary': 'Read',
  'gopkg.in/yaml.v2': 'Unmarshal UnmarshalStrict (*Decoder).Decode',
  'gopkg.in/yaml.v3': 'Unmarshal (*Decoder).Decode',
  'github.com/goccy/go-json': 'Unmarshal',
  'github.com/BurntSushi/toml': 'Unmarshal Decode DecodeFile',
  'google.golang.org/protobuf/proto': 'Unmarshal',
  'google.golang.org/protobuf/encoding/protojson': 'Unmarshal',
  'github.com/mitchellh/mapstructure': 'Decode',
  'github.com/spf13/viper': 'Unmarshal UnmarshalKey (*Viper).Unmarshal (*Viper).UnmarshalKey',
  'database/sql': `(*DB).Exec (*DB).ExecContext (*Tx).Exec (*Tx).ExecContext (*Tx).Commit (*Stmt).Exec (*Stmt).ExecContext
    (*Conn).ExecContext (*Rows).Scan (*Row).Scan`,
  'github.com/jmoiron/sqlx': `(*DB).Get (*DB).Select (*DB).GetContext (*DB).SelectContext (*DB).NamedExec (*DB).NamedExecContext
    (*Tx).Get (*Tx).Select (*Tx).GetContext (*Tx).SelectContext (*Tx).NamedExec (*Tx).NamedExecContext (*Rows).StructScan`,
  'github.com/jackc/pgx/v5': '(Tx).Exec (Tx).Commit (*Conn).Exec (Rows).Scan (Row).Scan',
  'github.com/jackc/pgx/v4': '(Tx).Exec (Tx).Commit (*Conn).Exec (Rows).Scan (Row).Scan',
  'github.com/jackc/pgx/v5/pgxpool': '(*Pool).Exec (*Tx).Exec (*Tx).Commit (*Conn).Exec',
  'github.com/jackc/pgx/v4/pgxpool': '(*Pool).Exec (*Tx).Exec (*Tx).Commit (*Conn).Exec',
  'go.mongodb.org/mongo-driver/mongo': `(*Collection).InsertOne (*Collection).InsertMany (*Collection).UpdateOne
    (*Collection).UpdateMany (*Collection).ReplaceOne (*Collection).DeleteOne (*Collection).DeleteMany (*SingleResult).Decode`,
  'gorm.io/gorm': '(*DB).AutoMigrate',
  'github.com/golang-migrate/migrate/v4': '(*Migrate).Up (*Migrate).Down (*Migrate).Migrate',
  os: `WriteFile Rename MkdirAll Symlink Link Truncate (*File).Write (*File).WriteString (*File).WriteAt (*File).Sync
    (*File).Truncate`,
  'os/exec': '(*Cmd).Run (*Cmd).Start',
  'net/smtp': 'SendMail',
  'net/http': `ListenAndServe ListenAndServeTLS Serve (*Server).ListenAndServe (*Server).ListenAndServeTLS (*Server).Serve
    (*Request).ParseMultipartForm`,
  'google.golang.org/grpc': '(*Server).Serve',
  'golang.org/x/crypto/bcrypt': 'CompareHashAndPassword',
  'github.com/go-playground/validator/v10':
    '(*Validate).Struct (*Validate).StructCtx (*Validate).Var (*Validate).VarCtx',
  'github.com/gin-gonic/gin':
    '(*Context).ShouldBind (*Context).ShouldBindJSON (*Context).ShouldBindQuery (*Context).ShouldBindUri (*Engine).Run',
  'github.com/labstack/echo/v4': '(Context).Bind (Context).Validate (*Echo).Start',
  'github.com/gofiber/fiber/v2': '(*Ctx).BodyParser (*Ctx).QueryParser (*App).Listen',
  'github.com/rabbitmq/amqp091-go': `(*Channel).Publish (*Channel).PublishWithContext (*Channel).QueueDeclare
    (*Channel).ExchangeDeclare (*Channel).QueueBind`,
  'github.com/nats-io/nats.go': '(*Conn).Publish (*Conn).PublishMsg',
  'github.com/segmentio/kafka-go': '(*Writer).WriteMessages (*Reader).CommitMessages',
  'github.com/robfig/cron/v3': '(*Cron).AddFunc (*Cron).AddJob',
};

const full = new Set(
  Object.entries(byName).flatMap(([path, names]) =>
    names.split(/\s+/).map((name) => {
      const method = /^\((\*?)(\w+)\)\.(\w+)$/.exec(name);
      return method ? `(${method[1]}${path}.${method[2]}).${method[3]}` : `${path}.${name}`;
    }),
  ),
);

/** Commands of Redis that change something, on a client; a pipeline reports their errors when it is executed. */
const redisCommands =
  `Set SetEx SetXX SetNX MSet Del HSet HMSet HDel LPush RPush SAdd SRem ZAdd ZRem XAdd XAck Incr IncrBy Decr DecrBy
  Expire ExpireAt Persist Rename Publish`.split(/\s+/);
const REDIS = /^\(\*?github\.com\/(?:redis\/go-redis|go-redis\/redis)(?:\/v\d+)?\.\w+\)\.(\w+)$/;
const REDIS_CLIENTS = new Set(['Client', 'ClusterClient', 'Ring', 'UniversalClient']);

const gormWrites = 'Create Save Updates Update Delete UpdateColumn UpdateColumns CreateInBatches Exec'.split(' ');

/** The last identifiers of all of them. */
export const matteringNames = [
  ...new Set([...[...full].map((name) => name.slice(name.lastIndexOf('.') + 1)), ...redisCommands, ...gormWrites]),
];

/** Where the error of a call is, when it is one of those whose error matters. */
export function errorPlaceOf({ fullName, receiver }: Callee): ErrorPlace | undefined {
  if (full.has(fullName)) return 'result';
  const name = fullName.slice(fullName.lastIndexOf('.') + 1);
  if (fullName === `(*gorm.io/gorm.DB).${name}` && gormWrites.includes(name)) return 'Error';
  const command = REDIS.exec(fullName)?.[1];
  if (command === undefined || !redisCommands.includes(command)) return undefined;
  const type = receiver?.kind === 'pointer' ? receiver.element : receiver;
  return type?.kind === 'named' && REDIS_CLIENTS.has(type.name) ? 'Err()' : undefined;
}
