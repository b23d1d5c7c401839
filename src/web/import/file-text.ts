const asDataUrl = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('No file.')));
    reader.readAsDataURL(file);
  });

/** A file as the API takes it: CSV as it stands, XLSX in base64. A ZIP archive, which XLSX is, begins with PK. */
export const fileText = async (file: Blob): Promise<string> => {
  const isZip = (await file.slice(0, 2).text()) === 'PK';
  return isZip ? (await asDataUrl(file)).replace(/^.*?,/, '') : file.text();
};
