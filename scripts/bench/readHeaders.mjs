/** The yardstick of a check that reads imports only: the least there is to do. `node scripts/bench/readHeaders.mjs FOLDER` */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';

const start = Buffer.alloc(8192);
let files = 0;
let imports = 0;
const walk = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(path);
    if (!entry.isFile() || !entry.name.endsWith('.go')) continue;
    files++;
    const file = openSync(path);
    const header = start.latin1Slice(0, readSync(file, start, 0, start.length, 0));
    closeSync(file);
    imports += (/^import\s*(?:\([^)]*\)|"[^"]+")/m.exec(header)?.[0].split('"').length ?? 1) >> 1;
  }
};
walk(process.argv[2]);
console.log(`${imports} imports in ${files} files`);
