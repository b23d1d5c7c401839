drop index app.idx_document_collections_search, app.idx_documents_search, app.idx_document_elements_search,
  app.idx_annotations_search;
drop index if exists app.idx_document_collections_title_trigrams, app.idx_documents_title_trigrams;
