import type { Viewer } from '../../kernel/index.ts';
import { permissionsOf } from './access.ts';
import { genji } from './domain.ts';

/** Who asks, as the rules know them: by their key and by what they may do. */
export const readerOf = (viewer: Viewer) => ({
  id: genji.idOf(viewer),
  permissions: permissionsOf(viewer),
});
