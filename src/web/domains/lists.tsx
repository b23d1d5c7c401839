import { lazy } from '../ui/lazy.tsx';

/** The lists of a domain, in the navigation. Their description is loaded by those alone who go there. */
const Lists = lazy(() => import('./domain-page.tsx').then((file) => file.DomainNavigation));

export const DomainLists = () => <Lists />;
