-- The words of headlines, tags and texts without what is written joined to them, for spellings:
-- `skeleton` is what stays where confused letters are one and vowels are left out, `stems` are those
-- that the word is indexed under, joined by "|". What stood here before is made anew by a reindexing.
drop table search_vocabulary;

create table search_vocabulary (
    word text primary key,
    skeleton text not null,
    stems text not null,
    documents integer not null
) without rowid;

create index search_vocabulary_by_skeleton on search_vocabulary (skeleton, documents desc);

-- Words that nothing was found for in at least three chats, without any trace of whose they were.
create table fruitless_words (
    word text primary key,
    chats integer not null,
    first_sought integer not null,
    last_sought integer not null
) without rowid;
