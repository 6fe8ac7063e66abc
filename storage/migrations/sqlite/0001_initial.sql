-- The whole first schema: articles, chats, channels, outbox, inbox, search.
-- Times are Unix seconds (UTC). Booleans are 0 or 1.

create table feeds (
    id integer primary key,
    url text not null unique,
    etag text not null default '',
    last_modified text not null default '',
    next_check integer not null default 0,
    last_success integer,
    failures integer not null default 0,
    last_error text not null default '',
    polls integer not null default 0,
    -- Since when the feed fails, and the cause as a key word; null and empty while it works.
    failing_since integer,
    cause text not null default '',
    -- The WebSub hub that the feed names.
    hub text not null default ''
);

-- Which owners were told that a feed fails: each is told once, and once when it works again.
create table feed_alarms (
    feed_url text not null,
    owner_id integer not null,
    notified integer not null,
    primary key (feed_url, owner_id)
) without rowid;

create table articles (
    id integer primary key,
    site_id text not null unique,
    url text not null,
    title text not null,
    paragraphs text not null,
    excerpt text not null,
    author text not null,
    language text not null,
    photo_url text not null default '',
    photo_caption text not null default '',
    photo_credit text not null default '',
    photo_file_id text not null default '',
    summary text not null,
    breaking integer not null default 0,
    published integer not null,
    modified integer not null,
    first_seen integer not null,
    content_hash text not null,
    revision integer not null default 1,
    status text not null default 'live' check (status in ('live', 'withdrawn', 'copy', 'held')),
    copy_of integer references articles (id),
    -- When the page is read again to find corrections; null when it is not read again.
    next_recheck integer,
    -- How many rechecks in a row did not find the page.
    misses integer not null default 0,
    -- Whether an article that is withdrawn had been held: made public again, it is so again.
    was_held integer not null default 0,
    -- When readers were last shown a correction.
    corrected integer
);

create index articles_by_date on articles (published desc, id desc);

-- What readers are shown, counted and paged through without reading the articles.
create index articles_live on articles (published desc, id desc)
where status = 'live';

create index articles_to_recheck on articles (next_recheck)
where next_recheck is not null;

-- Articles are found by the link that somebody copies.
create index articles_by_url on articles (url);

-- Each claim of the outbox asks for the few withdrawn articles; without this index it would read
-- the pages that hold every article's text to get at the status.
create index articles_withdrawn on articles (id)
where status = 'withdrawn';

-- Other ids of the site under which an article has been met: its address beside its number.
create table article_aliases (
    alias text primary key,
    article_id integer not null references articles (id) on delete cascade
) without rowid;

create index article_aliases_by_article on article_aliases (article_id);

-- Articles of status 'held' that wait for the decision of an owner, with the quality gate's reason.
create table held_articles (
    article_id integer primary key references articles (id) on delete cascade,
    reason text not null,
    held integer not null,
    -- When the owners were told; null while they were not.
    notified integer
);

-- MinHash values of each article's word sequences (Broder 1997): two articles that share most of
-- them are one text under two ids of the site.
create table article_minhashes (
    hash integer not null,
    article_id integer not null references articles (id) on delete cascade,
    primary key (hash, article_id)
) without rowid;

create index article_minhashes_by_article on article_minhashes (article_id);

-- Earlier articles of the site that an article's text links to.
create table article_links (
    article_id integer not null references articles (id) on delete cascade,
    earlier_id integer not null references articles (id) on delete cascade,
    primary key (article_id, earlier_id)
) without rowid;

create index article_links_by_earlier on article_links (earlier_id);

create table tags (
    id integer primary key,
    kind text not null check (kind in ('tag', 'section')),
    name text not null,
    slug text not null default '',
    -- The name in the form in which names are compared.
    folded text not null,
    -- 1: it stands on nearly every article of late, so that it tells nothing of any.
    common integer not null default 0,
    unique (kind, folded)
);

create index tags_by_folded on tags (folded);

create table article_tags (
    article_id integer not null references articles (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    position integer not null default 0,
    -- When the article was published; null where readers may not see it. Kept by the triggers
    -- below, so that the articles under a tag are counted and paged through by the index alone.
    listed integer,
    primary key (article_id, tag_id)
) without rowid;

create index article_tags_by_tag on article_tags (tag_id, listed desc, article_id desc);

create trigger article_tags_listed_when_added
after insert on article_tags
begin
update article_tags
set listed = (select published from articles where id = new.article_id and status = 'live')
where article_id = new.article_id and tag_id = new.tag_id;
end;

create trigger article_tags_listed_when_changed
after update of status, published on articles
when old.status is not new.status or old.published is not new.published
begin
update article_tags
set listed = case when new.status = 'live' then new.published end
where article_id = new.id;
end;

-- A destination of posts: a private chat, a group, a topic of a forum, a channel.
create table chats (
    id integer primary key,
    telegram_id integer not null,
    -- The topic of a forum; 0 for the chat itself.
    thread_id integer not null default 0,
    kind text not null check (kind in ('private', 'group', 'channel')),
    title text not null default '',
    language text not null default 'ar',
    active integer not null default 1,
    inactive_reason text not null default '',
    inactive_since integer,
    -- 1: the chat gets every article, 0: only what it follows.
    everything integer not null default 1,
    format text not null default 'photo' check (format in ('photo', 'text', 'headline')),
    silent integer not null default 0,
    joined integer not null,
    -- 1: after an outage the chat gets one digest, 0: each post that it missed.
    catch_up integer not null default 1,
    zone text not null default 'Asia/Damascus',
    -- Quiet hours in minutes of the chat's own day; none where both are equal.
    quiet_from integer not null default 0,
    quiet_until integer not null default 0,
    -- 1: in quiet hours posts wait until they are over, 0: they come without sound.
    quiet_holds integer not null default 0,
    paused_until integer not null default 0,
    -- Hours of the chat's own day at which news comes as a digest, joined by commas; empty: each
    -- article at once.
    digest_hours text not null default '',
    unique (telegram_id, thread_id)
);

create index chats_inactive on chats (inactive_since)
where active = 0;

-- Chats that get every article are found without reading the others.
create index chats_with_everything on chats (id)
where active = 1 and everything = 1;

-- Chats whose posts are deferred to a digest or to the end of quiet hours.
create index chats_deferring on chats (
    zone, digest_hours, quiet_from, quiet_until, quiet_holds, id
)
where active = 1 and (digest_hours <> '' or quiet_holds = 1);

create table follows (
    chat_id integer not null references chats (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    primary key (chat_id, tag_id)
) without rowid;

create index follows_by_tag on follows (tag_id, chat_id);

create table mutes (
    chat_id integer not null references chats (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    primary key (chat_id, tag_id)
) without rowid;

create index mutes_by_tag on mutes (tag_id, chat_id);

-- Words that a chat is alerted to ('alert'), follows beside its tags ('search') or does not want
-- ('mute'). They are kept as stems, so that an article finds them by a join.
create table alerts (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    kind text not null check (kind in ('alert', 'search', 'mute')),
    words text not null,
    -- How many rows of `alert_terms` an article must match.
    term_count integer not null,
    -- What a search asks for beside its words, as JSON; empty for nothing.
    conditions text not null default '',
    created integer not null
);

-- The same words are wanted in one way, alert or search; a mute of them is a row of its own.
create unique index alerts_by_words on alerts (chat_id, words, kind = 'mute');

create table alert_terms (
    term text not null,
    alert_id integer not null references alerts (id) on delete cascade,
    primary key (term, alert_id)
) without rowid;

create index alert_terms_by_alert on alert_terms (alert_id);

-- Which alerts, searches and mutes an article has matched.
create table alert_matches (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    alert_id integer not null references alerts (id) on delete cascade,
    kind text not null,
    primary key (article_id, chat_id, alert_id)
) without rowid;

create index alert_matches_by_chat on alert_matches (chat_id);

create index alert_matches_by_alert on alert_matches (alert_id);

-- Searches whose words are longer than a button's data. Each belongs to the chat in which it was
-- written: its id on a forged button shows nobody else's words.
create table saved_searches (
    id integer primary key,
    telegram_id integer not null,
    words text not null,
    last_used integer not null,
    unique (telegram_id, words)
);

create index saved_searches_by_use on saved_searches (last_used);

-- One row: one article to one chat.
--
-- In each queue (a chat and a priority) at most one row is 'ready' or 'sending'; the younger ones
-- are 'waiting' and are made ready when it is finished. So order within a chat costs nothing when
-- rows are claimed, and a delayed chat is out of the way: its one ready row lies in the future.
--
-- No foreign key to chats: with it each deleted chat would cost a scan of the whole table, for
-- the lack of an index that nothing else needs. Rows without a chat are dropped when claimed.
create table outbox (
    id integer primary key,
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null,
    priority integer not null,
    action text not null default 'post' check (action in ('post', 'digest', 'edit', 'delete')),
    state text not null check (
        state in ('ready', 'waiting', 'sending', 'sent', 'failed', 'dropped', 'digested')
    ),
    not_before integer not null,
    attempts integer not null default 0,
    lease_until integer,
    -- When the post was promised to the chat.
    addressed integer not null,
    message_id integer not null default 0,
    has_photo integer not null default 0,
    sent integer,
    finished integer,
    -- What is to be done after the present sending: the article changed meanwhile.
    next_action text,
    -- Of a 'digested' row: the row that is sent in its place.
    digest_id integer,
    error text not null default '',
    -- 1: a person has posted it, whatever the chat mutes; 0: a rule has addressed it.
    manual integer not null default 0,
    -- How often the post may have reached its chat although no answer came.
    doubts integer not null default 0,
    -- 1: the post was taken back but is too old to be deleted: it is edited instead.
    marked integer not null default 0,
    unique (article_id, chat_id)
);

create index outbox_ready on outbox (priority, not_before, id)
where state = 'ready';

create index outbox_queues on outbox (chat_id, priority, state, id)
where finished is null;

create index outbox_sending on outbox (lease_until)
where state = 'sending';

create index outbox_finished on outbox (finished)
where finished is not null;

create index outbox_failed on outbox (finished desc)
where state = 'failed';

create index outbox_digests on outbox (digest_id)
where digest_id is not null;

-- Posts in doubt for the second time are few, and owners are told of them.
create index outbox_doubted on outbox (article_id)
where doubts >= 2;

-- Articles of whose failed posts the owners have been told.
create table failure_notices (
    article_id integer primary key references articles (id) on delete cascade,
    told integer not null
);

create table outbox_totals (
    name text primary key,
    value integer not null
) without rowid;

-- People who were administrators when Telegram was last asked. The link only says whom to ask
-- about: whether one still is an administrator is asked of Telegram at each use.
create table administrators (
    chat_id integer not null references chats (id) on delete cascade,
    person_id integer not null,
    -- 1: the person knows that the chat is connected.
    notified integer not null default 0,
    primary key (chat_id, person_id)
) without rowid;

create index administrators_by_person on administrators (person_id);

-- What only channels, groups and topics have; a chat without a row has the defaults.
create table channel_settings (
    chat_id integer primary key references chats (id) on delete cascade,
    -- Whether corrections of an article edit its post.
    edits integer not null default 1,
    summary integer not null default 1,
    photo_line integer not null default 1,
    hashtags integer not null default 1,
    buttons integer not null default 1,
    -- Whether the headline is a link, besides where the post has no buttons.
    link integer not null default 0,
    signature text not null default '',
    -- Whether an administrator approves each post, how long an approval waits for an answer, and
    -- whether it is then published.
    moderated integer not null default 0,
    wait_minutes integer not null default 30,
    publish_unanswered integer not null default 1,
    -- Whether a follow-up answers the earlier post.
    threads integer not null default 0,
    -- How many posts an hour may have; 0: any number.
    hourly integer not null default 0,
    pin_breaking integer not null default 0,
    paused_since integer
);

create index channels_without_edits on channel_settings (chat_id)
where edits = 0;

create index channels_moderated on channel_settings (chat_id)
where moderated = 1;

create index channels_with_limit on channel_settings (chat_id)
where hourly > 0;

-- Who changed what in a channel or group, the newest entries of each chat.
create table audit_log (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    person_id integer not null,
    person_name text not null,
    action text not null,
    value text not null default '',
    at integer not null
);

create index audit_log_by_chat on audit_log (chat_id, id);

-- A question to an administrator that is answered by a reply to its message.
create table desk_prompts (
    person_id integer not null,
    message_id integer not null,
    chat_id integer not null references chats (id) on delete cascade,
    purpose text not null,
    -- What the question is about: the id of an article or an approval, by the purpose.
    key integer not null default 0,
    asked integer not null,
    primary key (person_id, message_id)
) without rowid;

create index desk_prompts_by_chat on desk_prompts (chat_id);

-- An article that needs an administrator's approval before it enters the outbox.
create table approvals (
    id integer primary key,
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    state text not null default 'pending' check (state in ('pending', 'published', 'skipped')),
    -- When administrators are asked; null when they were.
    propose_at integer,
    -- When it is decided without an answer.
    due integer not null,
    person_id integer not null default 0,
    person_name text not null default '',
    decided integer,
    unique (article_id, chat_id)
);

create index approvals_by_chat on approvals (chat_id, decided);

create index approvals_to_propose on approvals (propose_at)
where state = 'pending' and propose_at is not null;

create index approvals_due on approvals (due)
where state = 'pending';

-- The messages in which administrators see a proposal.
create table approval_messages (
    approval_id integer not null references approvals (id) on delete cascade,
    person_id integer not null,
    message_id integer not null,
    primary key (approval_id, person_id)
) without rowid;

create index approval_messages_by_message on approval_messages (person_id, message_id);

-- Administrators whom a fault of the network kept from seeing a proposal that others see.
create table missed_proposals (
    approval_id integer not null references approvals (id) on delete cascade,
    person_id integer not null,
    primary key (approval_id, person_id)
) without rowid;

-- Headlines and summaries that administrators wrote in place of an article's own, for one chat.
create table post_overrides (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    headline text not null default '',
    summary text not null default '',
    primary key (article_id, chat_id)
) without rowid;

create index post_overrides_by_chat on post_overrides (chat_id);

-- What waits because its chat has had its posts of this hour, or (manual) for the time that an
-- administrator has chosen. In the outbox it would hold up all that comes after it.
create table scheduled_posts (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    not_before integer not null,
    queued integer not null,
    manual integer not null default 0,
    primary key (chat_id, article_id)
) without rowid;

create index scheduled_posts_by_article on scheduled_posts (article_id);

create index scheduled_posts_by_time on scheduled_posts (not_before);

-- What became of posts in channels and groups, for their statistics: the outbox is pruned earlier.
create table channel_posts (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    article_id integer not null references articles (id) on delete cascade,
    event text not null check (event in ('post', 'edit', 'failure')),
    at integer not null,
    -- 1: pinned by the bot, 2: it could not be pinned, or was unpinned since.
    pin_state integer not null default 0
);

create index channel_posts_by_chat on channel_posts (chat_id, at);

create index channel_posts_by_article on channel_posts (article_id);

create index channel_posts_by_age on channel_posts (at);

create trigger channel_posts_from_outbox
after update of state on outbox
when old.state = 'sending' and new.state in ('sent', 'failed') and new.action != 'delete'
and exists (select 1 from chats where id = new.chat_id and kind != 'private')
begin
insert into channel_posts (chat_id, article_id, event, at)
values (
    new.chat_id,
    new.article_id,
    case when new.state = 'failed' then 'failure' when old.action = 'edit' then 'edit' else 'post' end,
    new.finished
);
end;

-- The full-text index holds analysed words only; its three FTS5 tables are contentless, and a
-- contentless table can't delete before SQLite 3.43. So a document that was replaced or withdrawn
-- keeps its row here without an article: its id is never used again, and what the index still
-- says of it is dropped by the join.
--
-- `id` is the article's publication second, moved on to the next free one, so that the order of
-- rows is the order of dates and a date range is a range of rows.
create table search_documents (
    id integer primary key,
    article_id integer unique references articles (id) on delete set null,
    title text not null,
    title_stems text not null,
    -- The stems that carry the article.
    prominent text not null
);

create virtual table search_titles using fts5 (
    stems, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

create virtual table search_stems using fts5 (
    stems, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- Words as written, with their positions, for exact phrases.
create virtual table search_phrases using fts5 (
    words, content = '', columnsize = 0, tokenize = 'ascii'
);

-- The words of headlines, tags and texts without what is written joined to them, for spelling
-- suggestions: `skeleton` is what stays where confused letters are one and vowels are left out,
-- `stems` are those that the word is indexed under, joined by "|".
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

-- Documents whose parsing stopped the worker process, by content and by URL.
create table parser_kills (
    key text primary key,
    url text not null,
    reason text not null,
    kills integer not null,
    last integer not null,
    retry_at integer not null,
    notified integer not null default 0
) without rowid;

create index parser_kills_by_last on parser_kills (last);

-- Updates from Telegram: stored before they are confirmed, without content once they are handled.
create table inbox (
    update_id integer primary key,
    sender integer not null,
    chat integer not null,
    kind text not null,
    received integer not null,
    not_before integer not null,
    attempts integer not null default 0,
    state text not null default 'waiting' check (state in ('waiting', 'handled', 'aside')),
    payload text not null
);

create index inbox_waiting on inbox (received, update_id)
where state = 'waiting';

create index inbox_by_received on inbox (received)
where state <> 'waiting';

create index inbox_by_sender on inbox (sender)
where state = 'waiting';

-- Small values that outlive a run: progress of long work, what a day's budget has spent.
create table key_value (
    name text primary key,
    value text not null
) without rowid;

-- More new articles at once than a newsroom can have published, until owners decide.
create table floods (
    id integer primary key,
    feed_url text not null,
    began integer not null,
    told integer not null default 0,
    decision text not null default '' check (decision in ('', 'all', 'digest', 'none', 'newest')),
    decided integer
);

create unique index floods_open on floods (feed_url) where decision = '';

create table flood_articles (
    flood_id integer not null references floods (id) on delete cascade,
    article_id integer not null references articles (id) on delete cascade,
    primary key (flood_id, article_id)
) without rowid;
