-- When an article was found to be withdrawn; null while it is not.
alter table articles add column withdrawn integer;

create index articles_by_withdrawal on articles (withdrawn)
where withdrawn is not null;

-- Articles that were not at their address when they were last looked for.
create index articles_missing on articles (id)
where misses > 0;

-- More articles gone at once than a newsroom takes back, until owners decide.
create table mass_withdrawals (
    id integer primary key,
    began integer not null,
    -- When the owners were asked; null while they were not.
    asked integer,
    decision text not null default '' check (decision in ('', 'withdraw', 'keep', 'back', 'late')),
    decided integer
);

create unique index mass_withdrawals_open on mass_withdrawals (decision)
where decision = '';

create table mass_withdrawal_articles (
    article_id integer primary key references articles (id) on delete cascade,
    mass_withdrawal_id integer not null references mass_withdrawals (id) on delete cascade,
    -- 1: REST lists it no more; 0: its page is gone.
    by_rest integer not null,
    held integer not null
);

create index mass_withdrawal_articles_by_withdrawal
on mass_withdrawal_articles (mass_withdrawal_id);
