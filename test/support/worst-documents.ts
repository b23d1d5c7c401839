const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

const comment =
  'id commentText commentType isResolved createdAt updatedAt version trackerId userId';

/** Short documents that make as much of an answer as they can, each in its own way. */
export const worstDocuments = {
  'a page of 1000 rows': `{ trackerComments(first: 1000) { nodes { ${comment} } } }`,
  'one row, a thousand times': `{ trackerComments(first: 1000, filter: { userId: { eq: 2 } }) { nodes { user { ${times(9, (n) => `a${n}: comments(first: 1000) { nodes { ${comment} } }`)} } } } }`,
  'a column under thirty names': `{ trackerComments(first: 1000) { nodes { ${times(29, (n) => `a${n}: commentText`)} } } }`,
  'rows, and pages of theirs': `{ trackers(first: 1000) { nodes { id item { itemCode } comments(first: 20) { edges { cursor node { ${comment} user { username } } } } } } }`,
  'one row from each': `{ trackerComments(first: 1000) { nodes { ${times(29, (n) => `a${n}: tracker { id item { id } }`)} } } }`,
  'a fragment of fragments': `{ me { ...f0 } } ${times(4, (n) => `fragment f${n} on User { ${times(9, (m) => `b${n}_${m}: username ...f${n + 1}`)} }`)} fragment f4 on User { id }`,
};
