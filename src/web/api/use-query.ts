import { useEffect, useRef, useState } from 'preact/hooks';
import { today } from '../ui/time.tsx';
import { ask, type Document, hear } from './client.ts';
import { type Failure, failureOf } from './failure.ts';

type Live<Data> = Data & { readonly changeCursor: string };

type Heard<Data> = readonly [
  document: Document<unknown, never>,
  variables: object,
  /** What it tells that is already here, when it tells an answer and not a change: of that, nobody has to ask again. */
  known?: (told: never, data: Data) => boolean,
];

export type Query<Data> = {
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  readonly again: () => void;
};

/** Many changes at a time are one reason to ask again. */
const gatherMs = 120;

/**
 * Live query: the answer of a query, asked again when one of these subscriptions tells of a change. It follows them from
 * the position that the query itself gives, so that nothing is missed in between.
 */
export const useQuery = <Data extends object, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
  heard: readonly Heard<Data>[] = [],
): Query<Data> => {
  const [state, setState] = useState<{ key: string; data?: Data; failure?: Failure }>({ key: '' });
  const asking = useRef<() => void>(() => {});
  const key = JSON.stringify([document.toString(), variables, heard.map(([, each]) => each)]);
  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    let stops: (() => void)[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let got: Data | undefined;
    const gather = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void load();
      }, gatherMs);
    };
    const listen = (since: string) => {
      if (stops.length > 0) return;
      stops = heard.map(([subscription, given, known]) =>
        hear(subscription as Document<{ change: unknown }, object>, given, {
          since,
          take: (told) => {
            if (!got || !known?.(told as never, got)) gather();
          },
          refused: ({ code }) => {
            for (const stop of stops.splice(0)) stop();
            if (code === 'CURSOR_EXPIRED') gather();
          },
        }),
      );
    };
    const load = async () => {
      try {
        const data = await ask(document, variables, { signal });
        if (signal.aborted) return;
        got = data;
        setState({ key, data });
        if (heard.length > 0) listen((data as Live<Data>).changeCursor);
      } catch (error) {
        if (!signal.aborted)
          setState((was) => ({ ...(was.key === key && was), key, failure: failureOf(error) }));
      }
    };
    asking.current = () => void load();
    void load();
    const stopDays = today.subscribe(() => got && gather());
    return () => {
      stopDays();
      stopping.abort();
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [key]);
  const isSame = state.key === key;
  return {
    data: isSame ? state.data : undefined,
    failure: isSame ? state.failure : undefined,
    again: () => asking.current(),
  };
};
