-- What a call of an account was refused for although the service says that the account is well: nothing goes out of it meanwhile.
ALTER TABLE outreach.sender
    -- the error; null: nothing stands in its way
    ADD COLUMN barred         text,
    ADD COLUMN barred_at      timestamptz,
    -- when one send may try again; null: only after somebody signed it in again or let it go on
    ADD COLUMN barred_until   timestamptz,
    -- how often in a row, and by what; it decides how long the next pause is
    ADD COLUMN barred_tries   integer NOT NULL DEFAULT 0,
    ADD COLUMN barred_action  text,
    -- the one send that tries
    ADD COLUMN barred_probe   uuid,
    -- the service itself told since that it was away, or that somebody signed it in: its next good word counts
    ADD COLUMN barred_left    boolean NOT NULL DEFAULT false,
    -- somebody here was led to the service's page to sign it in; until then news of a sign-in without a secret are believed
    ADD COLUMN signing_in_until timestamptz;
