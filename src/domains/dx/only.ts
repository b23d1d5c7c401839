/** The one row of a list that was made for one. */
export const onlyOf = <Row>([row]: readonly Row[]): Row => {
  if (row === undefined) throw new Error('Nothing was made.');
  return row;
};
