import type { OutgoingHttpHeaders } from 'node:http';
import type { Config } from '../config.ts';

type Origins = Pick<Config, 'corsOrigins'>;

/** So long a browser need not ask again whether it may ask; most take two hours at most. */
const preflightSeconds = 86_400;
const exposed = 'x-request-id';

/** Whether pages of an origin may call the API. */
export const isAllowed = ({ corsOrigins }: Origins, origin: string) =>
  corsOrigins.includes('*') || corsOrigins.includes(origin);

/** CORS as Yoga takes it, which answers preflights. */
export const corsOf = (config: Origins) => (request: Request) => {
  const origin = request.headers.get('origin');
  if (!origin || !isAllowed(config, origin)) return false;
  return { origin, credentials: false, exposedHeaders: [exposed], maxAge: preflightSeconds };
};

/** The headers that Yoga would give an answer by that. */
export const corsHeaders = (config: Origins, origin = ''): OutgoingHttpHeaders | undefined =>
  origin && isAllowed(config, origin)
    ? {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': exposed,
        'access-control-max-age': String(preflightSeconds),
      }
    : undefined;
