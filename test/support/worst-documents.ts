const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

const comment =
  'id commentText commentType isResolved createdAt updatedAt version trackerId userId';
const ofOneUser = 'trackerComments(first: 1000, filter: { userId: { eq: 2 } })';

/** Short documents that make as much of an answer as they can, each in its own way. */
export const worstDocuments = {
  'a page of 1000 rows': `{ trackerComments(first: 1000) { nodes { ${comment} } } }`,
  'one user’s pages, a thousand times': `{ ${ofOneUser} { nodes { user { ${times(9, (n) => `a${n}: comments(first: 1000) { nodes { ${comment} } }`)} } } } }`,
  'one page, a thousand times': `{ ${ofOneUser} { nodes { user { comments(first: 10) { nodes { id } } } } } }`,
  'a column under thirty names': `{ trackerComments(first: 1000) { nodes { ${times(29, (n) => `a${n}: commentText`)} } } }`,
  'rows, and pages of theirs': `{ trackers(first: 1000) { nodes { id item { itemCode } comments(first: 20) { edges { cursor node { ${comment} user { username } } } } } } }`,
  'as many rows as there are':
    '{ users { nodes { primaryTrackers(first: 1000) { nodes { comments(first: 1000) { nodes { id } } } } } } }',
  'one row from each, thirty times': `{ trackerComments(first: 1000) { nodes { ${times(29, (n) => `a${n}: tracker { id item { id } }`)} } } }`,
  'one row from each, fifteen times': `{ trackerComments(first: 1000) { nodes { ${times(15, (n) => `a${n}: tracker { id }`)} } } }`,
  'with the interpreter': `{ __proto__: me { id } trackerComments(first: 1000) { nodes { ${comment} user { username } tracker { id item { itemCode } } } } }`,
  'a document that is new each time': `{ me { ...F0 } } ${times(3, (n) => `fragment F${n} on User { id username role version createdAt ${n < 2 ? times(2, (m) => `${['primaryTrackers', 'qcTrackers'][m]}(first: 1) { nodes { primaryProgrammer { ...F${n + 1} } qcProgrammer { ...F${n + 1} } } }`) : ''} }`)}`,
};
