import type { userTiers } from './tables.ts';

export type Tier = (typeof userTiers)[number];

/** What a tier allows. */
export type TierLimits = {
  readonly runningJobs: number;
  readonly imagesPerJob: number;
  readonly jobsPerDay: number;
  readonly projects: number;
};

export const tierLimits: Readonly<Record<Tier, TierLimits>> = {
  FREE: { runningJobs: 1, imagesPerJob: 100, jobsPerDay: 3, projects: 3 },
  PRO: { runningJobs: 3, imagesPerJob: 1000, jobsPerDay: 20, projects: 10 },
  ENTERPRISE: { runningJobs: 10, imagesPerJob: 10_000, jobsPerDay: 1000, projects: 100 },
};
