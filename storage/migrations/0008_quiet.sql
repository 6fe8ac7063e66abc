-- Quiet hours in minutes of the chat's own day (none where both are equal), and a pause.
alter table chats add column zone text not null default 'Asia/Damascus';

alter table chats add column quiet_from integer not null default 0;

alter table chats add column quiet_until integer not null default 0;

alter table chats add column paused_until integer not null default 0;
