-- Other ids of the site under which an article has been met: its address beside its number.
create table article_aliases (
    alias text primary key,
    article_id integer not null references articles (id) on delete cascade
) without rowid;

create index article_aliases_by_article on article_aliases (article_id);
