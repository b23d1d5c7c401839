import type { Measure } from './load.ts';

/** What an audience is told to do. */
export type Task =
  /** Opens so many connections; one after the other listens to the next of the efforts. */
  | {
      kind: 'listen';
      url: string;
      headers: Headers;
      query: string;
      efforts: readonly string[];
      subscribers: number;
    }
  /** Posts changes until everybody has heard of one. */
  | { kind: 'settle'; url: string; headers: Headers; body: string }
  /** Posts changes that everybody hears of, `each` of them at a time. */
  | {
      kind: 'broadcast';
      url: string;
      headers: Headers;
      body: string;
      each: number;
      seconds: number;
    }
  /** Makes single changes at a steady rate, by request or by a statement. So many hear of each. */
  | {
      kind: 'steady';
      url: string;
      headers: Headers;
      statement?: string;
      changes: readonly { id: string; body: string }[];
      heardBy: number;
      perSecond: number;
      seconds: number;
    }
  /** Makes single changes at a steady rate; whoever listens to the effort of one hears of it, or of several at once. */
  | {
      kind: 'watch';
      url: string;
      headers: Headers;
      changes: readonly { effort: string; body: string }[];
      efforts: readonly string[];
      perSecond: number;
      seconds: number;
    }
  /** Goes on listening, but measures nothing. */
  | { kind: 'ignore' }
  | { kind: 'leave' };

type Headers = Record<string, string>;

/** What was measured, and a message as it was heard. */
export type Heard = { measure: Measure; sample: string };
