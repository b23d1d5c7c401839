/** Whether an error means that the connection is gone, and nothing about the statement. */
export const isLoss = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(CONNECTION_|ECONN|EPIPE|57P0)/.test(String(error.code));

/** Whether an error means that the database cannot be reached, or takes nobody in. */
export const isAway = (error: unknown): boolean =>
  isLoss(error) ||
  (error instanceof Error &&
    'code' in error &&
    /^(CONNECT_TIMEOUT|E(AI_AGAIN|HOSTUNREACH|NETUNREACH|NOTFOUND|TIMEDOUT)|ENOENT|08...|53300)$/.test(
      String(error.code),
    ));

export const lost = (): Error =>
  Object.assign(new Error('The connection to the database was lost.'), {
    code: 'CONNECTION_CLOSED',
  });

/** Retries once what was lost with its connection: there is a new one by then. */
export const resending = <Result>(send: () => Promise<Result>): Promise<Result> =>
  send().catch((error: unknown) => {
    if (!isLoss(error)) throw error;
    return send();
  });
