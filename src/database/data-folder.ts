import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';

/** What the embedded database and its server leave in their folder. */
const ours = ['secret', 'pg', 'pg.new', 'pg.restoring', 'pg.restored', 'pg.old', 'lock', 'socket'];

/** Makes the data folder, 0700. One that holds more than what is ours, such as /tmp, keeps the rights that it has. */
export const makeDataFolder = (dataDir: string): void => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const isOurs = readdirSync(dataDir).every((name) => ours.includes(name));
  if (isOurs && statSync(dataDir).uid === process.getuid?.()) chmodSync(dataDir, 0o700);
};
