-- A record may be gone from what is pulled and still be there: it only does not meet the conditions any more.
ALTER TABLE pulls.landed ADD COLUMN is_there boolean NOT NULL DEFAULT false;
