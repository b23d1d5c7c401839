type Details = {
  readonly syscall?: unknown;
  readonly address?: unknown;
  readonly path?: unknown;
  readonly severity?: unknown;
  readonly code?: unknown;
};

/** What went wrong, for whoever started the program: a sentence naming the setting to look at, unless the fault is ours. */
export const explain = (error: unknown): string => {
  // A name with several addresses, none of which answers, makes an error without a message of its own.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(cause instanceof Error)) return String(cause);
  const { message, stack = message } = cause;
  const { syscall, address, path, severity, code } = cause as Details;
  if (cause instanceof URIError) return `DATABASE_URL: ${message}.`;
  if (isBug(cause)) return stack;
  if (path) return `DATA_DIR: ${message}.`;
  if (severity === 'FATAL') return `DATABASE_URL: ${message}.`;
  if (!severity && (syscall || address || code === 'ECONNRESET')) {
    return `DATABASE_URL: the database does not answer: ${message}.`;
  }
  return message;
};

const isBug = (error: Error) =>
  [TypeError, RangeError, ReferenceError, SyntaxError].some((each) => error instanceof each);
