-- What a search finds in Genji: collections, documents, their elements, and annotations. A label is what a row is known by.
create index idx_document_collections_search on app.document_collections
  using gin ((kernel.search_label(id, title))) with (fastupdate = false);
create index idx_documents_search on app.documents
  using gin ((kernel.search_label(id, title) || kernel.search_words(id, description))) with (fastupdate = false);
create index idx_document_elements_search on app.document_elements
  using gin ((kernel.search_words(id, text))) with (fastupdate = false);
create index idx_annotations_search on app.annotations
  using gin ((kernel.search_words(id, text))) with (fastupdate = false);

call kernel.index_trigrams('app.document_collections', 'title');
call kernel.index_trigrams('app.documents', 'title');
