-- Photo galleries, video and audio of articles, and posts of several messages.

-- The photos of a gallery as a JSON list of [url, caption, credit].
alter table articles add column gallery text collate "C" not null default '[]';

-- What a page is there to play: 'video', 'audio', 'player', or empty; and where it is.
alter table articles add column media_kind text collate "C" not null default '';

alter table articles add column media_url text collate "C" not null default '';

-- Ids at Telegram of an article's photos, videos and audio, each by its address.
create table article_files (
    article_id bigint not null references articles (id) on delete cascade,
    url text collate "C" not null,
    file_id text collate "C" not null,
    primary key (article_id, url)
);

alter table articles drop column photo_file_id;

-- How many photos of a gallery a chat wants in one post.
alter table chats add column album smallint not null default 10;

-- The messages of a post with photo, video or audio, and what each shows: "id:mark id:mark …".
alter table outbox add column parts text collate "C" not null default '';
