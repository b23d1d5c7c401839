-- What an answer shows that is kept for an Idempotency-Key: the rights that it was made with, and its rows.
alter table kernel.answers add column shows jsonb;
