-- A few hashed word sequences of each article's text: two articles that share most of them
-- are one text under two of the site's ids.
create table article_sketches (
    hash integer not null,
    article_id integer not null references articles (id) on delete cascade,
    primary key (hash, article_id)
) without rowid;

create index article_sketches_by_article on article_sketches (article_id);
