/** What `.env.example` says: the settings of a module, and as whom it opens its database. */

export type Setting = readonly [name: string, value: string];

export interface DatabaseAccount {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Every setting, in order. */
export function settingsIn(text: string): readonly Setting[] {
  return text.split('\n').flatMap((line): readonly Setting[] => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, (value ?? '').replace(/^(["'])(.*)\1$/, '$2')]];
  });
}

/** The one that a data source name says, else what settings of their own do; what nobody says is called like the module. */
export function accountIn(settings: readonly Setting[], standard: string): DatabaseAccount {
  const source = settings.map(([, value]) => dataSource.exec(value)?.groups).find((found) => found !== undefined);
  if (source !== undefined) {
    const { user = '', password = '', database = '' } = source;
    return { user: user || standard, password: password || standard, database: database || standard };
  }
  const said = (words: string) => {
    const name = new RegExp(`^(DB|DATABASE|PG|POSTGRES(QL)?|MYSQL)_?(${words})$`, 'i');
    return settings.find(([setting, value]) => name.test(setting) && /^[\w.-]+$/.test(value))?.[1] ?? standard;
  };
  return {
    user: said('USER|USERNAME'),
    password: said('PASS|PASSWORD'),
    database: said('NAME|DB|DATABASE|DBNAME'),
  };
}

/** `postgres://user:password@host/database`, or the same as MySQL's driver takes it: `user:password@tcp(host)/database`. */
const dataSource =
  /^(?:(?:postgres(?:ql)?|mysql):\/\/)?(?<user>[\w.-]+)(?::(?<password>[^@\s'"$]*))?@(?:tcp\()?[\w.-]+(?::\d+)?\)?\/(?<database>[\w.-]+)/;
