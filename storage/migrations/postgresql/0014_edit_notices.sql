-- The newest edit of an article that WordPress REST has told of. Until a reading of its page shows
-- it, a cache may still have the page as it was before.
create table edit_notices (
    article_id bigint primary key references articles (id) on delete cascade,
    -- When the newsroom edited it, and when REST told that.
    modified bigint not null,
    told bigint not null,
    -- All its tags and sections by REST, as a JSON list of [kind, name, slug, folded]; '[]' where
    -- REST named none.
    tags text collate "C" not null,
    -- 0: no reading of its page has shown the edit.
    shown smallint not null default 0
);

create index edit_notices_by_age on edit_notices (told);
