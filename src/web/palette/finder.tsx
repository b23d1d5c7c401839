import { useEffect } from 'preact/hooks';
import { lazy } from '../ui/lazy.tsx';
import { isFinding } from './finding.ts';

const Palette = lazy(() => import('./palette.tsx').then((file) => file.Palette));

/** Opens the palette by Ctrl K, or ⌘ K. */
export const Finder = () => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault(); // or the browser would search
      isFinding.value = true;
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
  return isFinding.value ? <Palette /> : null;
};
