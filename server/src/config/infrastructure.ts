/**
 * The third-party packages a backend talks to the outside with: database drivers and mappers, HTTP and RPC frameworks,
 * brokers, caches, cloud services. `infrastructure` under `external` in a configuration stands for all of them.
 *
 * Only what is infrastructure in every project stands here. Libraries of values (`uuid`, `decimal`, `null`, validators,
 * error and logging helpers) are deliberately absent: whether a domain may use those is for its team to say.
 */

/** The word for all of them, where paths of packages may be written; no module path lacks a dot. */
export const infrastructureWord = 'infrastructure';

/** Whether a package is part of one of them. */
export function isInfrastructurePackage(path: string): boolean {
  return infrastructureModuleOf(path) !== undefined;
}

/** The one of them that a package is part of, in the version that is imported: `github.com/gofiber/fiber/v2`. */
export function infrastructureModuleOf(path: string): string | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const prefix = path.slice(0, end);
    if (valuePackages.has(prefix)) return undefined;
    if (infrastructureModules.has(withoutMajorVersion(prefix))) return prefix;
  }
  return undefined;
}

/** `github.com/gofiber/fiber/v2` and `gopkg.in/mgo.v2` are what they are in every version. */
function withoutMajorVersion(path: string): string {
  return path.replace(/[/.]v\d+$/, '');
}

/** Parts of these modules that hold values only. */
const valuePackages = new Set(['google.golang.org/grpc/codes']);

const infrastructureModules = new Set([
  // Databases: drivers, mappers, query builders, migrations.
  'entgo.io/ent',
  'github.com/ClickHouse/clickhouse-go',
  'github.com/Masterminds/squirrel',
  'github.com/arangodb/go-driver',
  'github.com/beego/beego/client/orm',
  'github.com/boltdb/bolt',
  'github.com/cockroachdb/cockroach-go',
  'github.com/couchbase/gocb',
  'github.com/denisenkom/go-mssqldb',
  'github.com/dgraph-io/badger',
  'github.com/doug-martin/goqu',
  'github.com/elastic/go-elasticsearch',
  'github.com/globalsign/mgo',
  'github.com/go-gorm/gorm',
  'github.com/go-ozzo/ozzo-dbx',
  'github.com/go-pg/pg',
  'github.com/go-sql-driver/mysql',
  'github.com/go-xorm/xorm',
  'github.com/gocql/gocql',
  'github.com/golang-migrate/migrate',
  'github.com/jackc/pgconn',
  'github.com/jackc/pgtype',
  'github.com/jackc/pgx',
  'github.com/jinzhu/gorm',
  'github.com/jmoiron/sqlx',
  'github.com/lib/pq',
  'github.com/mattn/go-sqlite3',
  'github.com/microsoft/go-mssqldb',
  'github.com/neo4j/neo4j-go-driver',
  'github.com/olivere/elastic',
  'github.com/opensearch-project/opensearch-go',
  'github.com/pressly/goose',
  'github.com/stephenafamo/bob',
  'github.com/surrealdb/surrealdb.go',
  'github.com/uptrace/bun',
  'github.com/volatiletech/sqlboiler',
  'go.etcd.io/bbolt',
  'go.etcd.io/etcd/client',
  'go.mongodb.org/mongo-driver',
  'gopkg.in/mgo',
  'gorm.io/driver',
  'gorm.io/gorm',
  'modernc.org/sqlite',
  'xorm.io/xorm',
  // HTTP and RPC.
  'connectrpc.com/connect',
  'github.com/99designs/gqlgen',
  'github.com/beego/beego',
  'github.com/bufbuild/connect-go',
  'github.com/cloudwego/hertz',
  'github.com/cloudwego/kitex',
  'github.com/emicklei/go-restful',
  'github.com/gin-gonic/gin',
  'github.com/go-chi/chi',
  'github.com/go-chi/render',
  'github.com/go-kit/kit/transport',
  'github.com/go-kratos/kratos/transport',
  'github.com/go-ozzo/ozzo-routing',
  'github.com/go-resty/resty',
  'github.com/gobuffalo/buffalo',
  'github.com/gofiber/fiber',
  'github.com/gorilla/mux',
  'github.com/gorilla/sessions',
  'github.com/gorilla/websocket',
  'github.com/graphql-go/graphql',
  'github.com/graph-gophers/graphql-go',
  'github.com/grpc-ecosystem/grpc-gateway',
  'github.com/julienschmidt/httprouter',
  'github.com/kataras/iris',
  'github.com/labstack/echo',
  'github.com/micro/go-micro',
  'github.com/revel/revel',
  'github.com/twitchtv/twirp',
  'github.com/urfave/negroni',
  'github.com/valyala/fasthttp',
  'google.golang.org/grpc',
  'resty.dev',
  // Brokers, caches, jobs.
  'cloud.google.com/go/firestore',
  'cloud.google.com/go/pubsub',
  'cloud.google.com/go/storage',
  'github.com/IBM/sarama',
  'github.com/Shopify/sarama',
  'github.com/ThreeDotsLabs/watermill-amqp',
  'github.com/ThreeDotsLabs/watermill-kafka',
  'github.com/allegro/bigcache',
  'github.com/apache/pulsar-client-go',
  'github.com/aws/aws-sdk-go',
  'github.com/aws/aws-sdk-go-v2',
  'github.com/bradfitz/gomemcache',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/eclipse/paho.mqtt.golang',
  'github.com/go-redis/redis',
  'github.com/gomodule/redigo',
  'github.com/hibiken/asynq',
  'github.com/minio/minio-go',
  'github.com/nats-io/nats.go',
  'github.com/nats-io/stan.go',
  'github.com/rabbitmq/amqp091-go',
  'github.com/redis/go-redis',
  'github.com/redis/rueidis',
  'github.com/riverqueue/river',
  'github.com/segmentio/kafka-go',
  'github.com/streadway/amqp',
  'github.com/twmb/franz-go',
]);
