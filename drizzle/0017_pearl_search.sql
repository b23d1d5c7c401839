-- What a search finds in PEARL: studies, items, comments, packages and texts. A label is what a row is known by.
create index idx_studies_search on pearl.studies
  using gin ((kernel.search_label(id, study_label))) with (fastupdate = false);
create index idx_reporting_effort_items_search on pearl.reporting_effort_items
  using gin ((kernel.search_label(id, item_code) || kernel.search_words(id, item_description))) with (fastupdate = false);
create index idx_tracker_comments_search on pearl.tracker_comments
  using gin ((kernel.search_words(id, comment_text))) with (fastupdate = false);
create index idx_packages_search on pearl.packages
  using gin ((kernel.search_label(id, package_name) || kernel.search_words(id, study_indication)
    || kernel.search_words(id, therapeutic_area))) with (fastupdate = false);
create index idx_package_items_search on pearl.package_items
  using gin ((kernel.search_label(id, item_code) || kernel.search_words(id, item_description))) with (fastupdate = false);
create index idx_text_elements_search on pearl.text_elements
  using gin ((kernel.search_label(id, label) || kernel.search_words(id, content))) with (fastupdate = false);

call kernel.index_trigrams('pearl.studies', 'study_label');
call kernel.index_trigrams('pearl.reporting_effort_items', 'item_code');
call kernel.index_trigrams('pearl.packages', 'package_name');
call kernel.index_trigrams('pearl.package_items', 'item_code');
call kernel.index_trigrams('pearl.text_elements', 'label');
