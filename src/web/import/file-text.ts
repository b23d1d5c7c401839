const asDataUrl = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('No file.')));
    reader.readAsDataURL(file);
  });

/**
 * A file as an argument of the API: CSV as it stands, XLSX in base64. A ZIP archive, which XLSX is, begins with PK. What is
 * in another encoding than UTF-8 is no text here: the server recognises it.
 */
export const fileText = async (file: Blob): Promise<string | undefined> => {
  const isZip = (await file.slice(0, 2).text()) === 'PK';
  if (isZip) return (await asDataUrl(file)).replace(/^.*?,/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
};
