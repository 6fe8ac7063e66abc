-- The index holds analysed words only; all three FTS tables are contentless, and a contentless
-- table can't delete before SQLite 3.43. So a document that was replaced or withdrawn keeps its
-- row here without an article: its id is never used again, and what the index still says of it
-- is dropped by the join.

-- `id` is the article's publication second, moved on to the next free one, so that the order of
-- rows is the order of dates and a date range is a range of rows.
create table search_documents (
    id integer primary key,
    article_id integer unique references articles (id) on delete set null,
    title text not null,
    title_stems text not null,
    prominent text not null
);

create virtual table search_titles using fts5 (
    stems, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

create virtual table search_stems using fts5 (
    stems, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- Surface forms with their places, for exact phrases.
create virtual table search_phrases using fts5 (
    words, content = '', columnsize = 0, tokenize = 'ascii'
);

-- The words of all headlines, for "did you mean": `head` and `tail` are the first and last
-- letters, one of which a single mistake leaves whole.
create table search_vocabulary (
    word text primary key,
    stem text not null,
    documents integer not null,
    head text not null,
    tail text not null
) without rowid;

create index search_vocabulary_by_head on search_vocabulary (head, documents desc);

create index search_vocabulary_by_tail on search_vocabulary (tail, documents desc);
