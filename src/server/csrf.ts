import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { Plugin } from 'graphql-yoga';
import { refusal } from '../kernel/errors.ts';

const csrfHeaders = ['x-graphql-yoga-csrf', 'authorization'];

/** What an EventSource is let in with: it can send no header, and asks with GET. */
export const ticketIn = ({ method, url }: Request): string | null =>
  method === 'GET' ? new URL(url).searchParams.get('ticket') : null;

/** Refuses what a browser would send for a page of another site without asking first; which has no ticket of ours. */
export const noForgery = (): Plugin => {
  const { onRequestParse } = useCSRFPrevention({ requestHeaders: csrfHeaders }) as Plugin;
  return {
    onRequestParse: (event) => {
      if (ticketIn(event.request)) return undefined;
      try {
        return onRequestParse?.(event);
      } catch {
        throw refusal(
          'BAD_USER_INPUT',
          `Send JSON with "Content-Type: application/json", or one of the headers ${csrfHeaders.join(', ')}.`,
          { http: { status: 403 } },
        );
      }
    },
  };
};

/** Says what is wrong with a request where Yoga says nothing, or takes it for a fault of ours. */
export const readable: Plugin = {
  onRequestParse: ({ request, requestParser, setRequestParser }) => {
    const type = request.headers.get('content-type');
    if (!requestParser) {
      throw refusal(
        'BAD_USER_INPUT',
        `The Content-Type is ${type}; it has to be application/json.`,
        {
          http: { status: 415 },
        },
      );
    }
    if (type?.startsWith('application/json')) return;
    setRequestParser(async (given) => {
      try {
        return await requestParser(given);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw refusal('BAD_USER_INPUT', `The variables are no JSON: ${error.message}.`, {
          http: { status: 400 },
        });
      }
    });
  },
};
