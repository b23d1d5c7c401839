import type { Config } from '../config.ts';
import { type DomainName, domainNames, domains, isDomain, usualOf } from '../domains/index.ts';

/** The option of a command that says which domain it is about. */
export const domainOption = { domain: { type: 'string' } } as const;

/** How to say it, where there is a choice. */
export const domainUsage = domainNames.length > 1 ? ` [--domain ${domainNames.join(' | ')}]` : '';

/** Whether that can be meant: nothing is named, or a domain. */
export const mayBeMeant = (name: string | undefined): name is DomainName | undefined =>
  name === undefined || isDomain(name);

/** The domain that is meant: the usual one, where none is named. One that is switched off has no tables. */
export const domainMeant = (
  { domains: served }: Pick<Config, 'domains'>,
  name: DomainName = usualOf(served),
) => {
  if (served.includes(name)) return domains[name];
  throw new Error(
    `DOMAINS: ${name} is switched off. Name it there, or choose another one by --domain: ${served.join(', ')}.`,
  );
};
