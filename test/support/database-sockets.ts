import { Socket } from 'node:net';
import { vi } from 'vitest';

/** Notices the connections to a database from now on, and cuts those that there are. */
export const cutter = () => {
  const connecting = vi.spyOn(Socket.prototype, 'connect');
  return () => {
    connecting.mock.calls.forEach(([where], at) => {
      const socket = connecting.mock.contexts[at];
      // the driver alone names a path or a port; whoever speaks HTTP has options
      const isDatabase = typeof where === 'string' || typeof where === 'number';
      if (isDatabase && socket instanceof Socket) socket.destroy();
    });
  };
};
