import type { WebSocket } from 'ws';

/** Why we hang up. After 1001, 1013, 4403 and 4499 a client connects anew, and goes on after its last cursor. */
export const closing = {
  badRequest: [4400, 'This is for servers to say'],
  internal: [4500, 'Internal server error'],
  goingAway: [1001, 'The server is going away'],
  nobody: [4403, 'connectionParams need authorization: "Bearer <token>"'],
  forbidden: [4403, 'The token has expired, its session is over, or the account has changed'],
  tooMany: [1013, 'Too many connections'],
  unavailable: [1013, 'Accounts cannot be looked up: try again later'],
  tooSlow: [4499, 'Too slow: go on after your last cursor'],
} as const satisfies Record<string, Close>;

type Close = readonly [code: number, reason: string];

const longestReason = 123; // in bytes, as the protocol has it

/** A name in a sentence can make it too long. */
export const refused = (why: string): Close =>
  Buffer.byteLength(why) > longestReason ? closing.forbidden : [4403, why];

export const end = (socket: WebSocket, [code, reason]: Close) => socket.close(code, reason);
