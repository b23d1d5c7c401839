import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { exchanges } from './exchange.ts';

/** No answer is for a cache or a frame, is taken for anything but its type, or may do anything in a browser. */
const headers = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  [
    'permissions-policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  ],
  [
    'content-security-policy',
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
] as const;

const year = 365 * 24 * 60 * 60;

/** Sets the headers that every answer has. HSTS is only for who has come by TLS, and only our proxy knows that. */
export const protect = (
  { headers: { 'x-forwarded-proto': protocol } }: IncomingMessage,
  res: ServerResponse,
  { trustedProxies }: Config,
): void => {
  for (const [name, value] of headers) res.setHeader(name, value);
  if (trustedProxies > 0 && /^https\b/i.test(String(protocol))) {
    res.setHeader('strict-transport-security', `max-age=${year}`);
  }
};

/** CSP of the page: all that it needs comes from here. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** CSP of the explorer: it runs the scripts that have this answer's nonce, and its editor makes styles and workers. */
const explorerPolicy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob: data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Lets the explorer's own scripts run, and none that somebody has got into the page. */
export const allowScripts = (page: string): string => {
  const nonce = randomBytes(16).toString('base64');
  const exchange = exchanges.getStore();
  exchange?.res?.setHeader('content-security-policy', explorerPolicy(nonce));
  return page.replace(/^(\s*<script)>/gm, `$1 nonce="${nonce}">`); // its code has such words, too
};
