-- Drops the totals of the outbox, which were written with each record of results and read by nobody.
drop table outbox_totals;
