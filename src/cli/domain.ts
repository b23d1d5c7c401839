import { type DomainName, domainNames, domains, usualOf } from '../domains/index.ts';

/** The option of a command that says which domain it is about. */
export const domainOption = { domain: { type: 'string', default: usualOf(domainNames) } } as const;

/** How to say it, where there is a choice. */
export const domainUsage = domainNames.length > 1 ? ` [--domain ${domainNames.join(' | ')}]` : '';

/** The domain of that name, if there is one. */
export const domainNamed = (name: string) =>
  Object.hasOwn(domains, name) ? domains[name as DomainName] : undefined;
