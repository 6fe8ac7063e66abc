-- An article that is sent belongs to no flood any more, and is looked for without its flood.
create index flood_articles_by_article on flood_articles (article_id);
