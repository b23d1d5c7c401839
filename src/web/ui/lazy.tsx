import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failureOf } from '../api/failure.ts';
import { Refusal } from './toast.tsx';

/** A view whose code comes when somebody goes there. After an update of the server its files have other names: load anew. */
export const lazy = (load: () => Promise<ComponentType>) => {
  let known: ComponentType | undefined;
  return (): JSX.Element | null => {
    const [Loaded, setLoaded] = useState<ComponentType | undefined>(() => known);
    const [error, setError] = useState<unknown>();
    useEffect(() => {
      if (known) return;
      load().then((found) => {
        known = found;
        setLoaded(() => found);
      }, setError);
    }, []);
    if (error) return <Refusal failure={failureOf(error)} again={() => window.location.reload()} />;
    return Loaded ? <Loaded /> : null;
  };
};
