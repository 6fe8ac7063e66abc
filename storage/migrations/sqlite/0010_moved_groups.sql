-- When a group became this supergroup, which Telegram tells by a join of the bot, too; null: it did not.
alter table chats add column migrated integer;
