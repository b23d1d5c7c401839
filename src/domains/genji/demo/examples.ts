/** Documents to begin with in the explorer. */
export const examples = (): readonly string[] => [
  `# A text with what is said of it; anchor says where a quote stands by now
query Read($id: ID! = 1) {
  genjiDocument(id: $id) {
    title
    collection { title language }
    elements(first: 10) {
      nodes {
        id
        text
        annotations {
          nodes {
            motivation
            text
            creator { username }
            anchor { state start end }
            replies { nodes { text creator { username } } }
          }
        }
      }
    }
  }
}`,
  `# What others share with you, directly or with a group of yours
query SharedWithMe {
  genjiSharedWithMe {
    totalCount
    nodes { accessLevel collection { title } document { title } group { name } createdBy { username } }
  }
}`,
  `# What is said of a document as it is said. Run this, open this page in a second window, and run Annotate there
subscription FollowText($documentId: ID! = 1) {
  genjiAnnotationChanged(documentId: $documentId) {
    cursor
    action
    actor { username }
    genjiAnnotation { motivation text target }
  }
}`,
  `mutation Annotate {
  createGenjiAnnotation(input: {
    motivation: "questioning"
    body: "Why very tired, and not just tired?"
    target: { source: "document_element:1", selector: { type: "TextQuoteSelector", exact: "very tired" } }
  }) {
    id
    anchor { state start end }
    element { text }
  }
}`,
  `# All annotations of a document, as the W3C's model exchanges them
query Export($documentId: ID! = 1) {
  genjiExportAnnotations(documentId: $documentId)
}`,
];
