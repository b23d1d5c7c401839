import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

/**
 * Whether to sign somebody in by themselves. A page holds a token then, so it is for a person at this machine only: not for
 * a page of another site that fetches it (that has an Origin), nor one that reaches us under its own name (DNS rebinding),
 * nor whoever comes through a proxy on this machine.
 */
export const isDemo = (
  { headers, socket }: IncomingMessage,
  { embedded, trustedProxies }: Config,
): boolean =>
  embedded &&
  trustedProxies === 0 &&
  !['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some((name) => name in headers) &&
  headers.origin === undefined &&
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? '') &&
  /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
