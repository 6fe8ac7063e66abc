-- Withdrawn articles are few, and each claim of the outbox asks for them: without this it would
-- read the pages of every article's text on its way to the status.
create index articles_withdrawn on articles (id)
where status = 'withdrawn';
