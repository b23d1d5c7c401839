-- pg_trgm stays: others may use it.
drop procedure kernel.index_trigrams(regclass, text);
drop function kernel.search_label(bigint, text);
drop function kernel.search_words(bigint, text);
drop function kernel.words_of(text);
