/** The operation that a message ends: one of this type, not one that holds such words. */
export const completedBy = (text: string): string | undefined => {
  if (!/"type"\s*:\s*"complete"/.test(text)) return undefined;
  try {
    const { type, id } = JSON.parse(text);
    return type === 'complete' ? String(id) : undefined;
  } catch {
    return undefined; // the library says so
  }
};
