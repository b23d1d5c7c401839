import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';

/** Tells where requests come from. What proxies of ours say of it we believe; what others put before that, we do not. */
export const makeAddressOf = ({ trustedProxies }: Pick<Config, 'trustedProxies'>) => {
  let isTold = false;
  return (req: IncomingMessage | undefined, log: Logger): string => {
    if (!req) return '';
    const { headers, socket } = req;
    const forwarded = headers['x-forwarded-for'];
    if (forwarded !== undefined && trustedProxies === 0 && !isTold) {
      isTold = true;
      log.warn(
        'X-Forwarded-For arrives and TRUSTED_PROXIES is 0: if a proxy of yours stands before the server, all its clients count as one address and share the tries to sign in. Set TRUSTED_PROXIES.',
      );
    }
    const hops = String(forwarded ?? '').split(',');
    const named = trustedProxies > 0 ? hops.at(-trustedProxies)?.trim() : undefined;
    return networkOf(named || (socket.remoteAddress ?? ''));
  };
};

/** The first half of an IPv6 address: whoever has one has the whole network behind it. */
const networkOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':') || !isIPv6(plain)) return plain;
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(8 - (first?.length ?? 0) - (last?.length ?? 0)).fill('0');
  return `${[...(first ?? []), ...zeros, ...(last ?? [])].slice(0, 4).join(':')}::/64`;
};
