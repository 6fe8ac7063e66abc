-- Written with each record of results, and read by nobody.
drop table outbox_totals;
