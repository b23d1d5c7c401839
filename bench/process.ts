import { readFileSync } from 'node:fs';
import type { Competitor } from './competitors.ts';

/* What a competitor's process takes, as Linux tells it. */

type Process = Pick<Competitor, 'pid'>;

/** How much memory it has. */
export const kilobytesOf = ({ pid }: Process): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** The seconds of a core that it has taken. */
export const cpuOf = ({ pid }: Process): number => {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
};
