import { type Program, start } from '../support/program.ts';

export type Place = ReturnType<typeof placeOf>;

/** A server that is started again whenever it has been killed; where it is changes each time, unless it has a port. */
export const placeOf = (settings: Record<string, string>) => {
  const begin = (): Program => start('src/main.ts', { PORT: '0', LOG_LEVEL: 'info', ...settings });
  let program = begin();
  let url = program.url();
  return {
    url: () => url,
    restart: async () => {
      program.kill('SIGKILL');
      await program.closed;
      program = begin();
      url = program.url();
      await url;
    },
    kill: () => program.kill('SIGKILL'),
    stop: async () => {
      program.kill('SIGTERM');
      await program.closed;
    },
  };
};
