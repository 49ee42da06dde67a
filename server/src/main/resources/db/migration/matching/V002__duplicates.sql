-- The person that a contact became when somebody said it is not the one it was taken for.
ALTER TABLE matching.review ADD COLUMN parted_to uuid;

-- How many customers are prepared, so that nobody counts them for each page of contacts.
ALTER TABLE matching.settings ADD COLUMN customers bigint NOT NULL DEFAULT 0;

-- The last search for customers who are there twice; it goes on after the one it looked at last.
CREATE TABLE matching.search (
    tenant_id  uuid        NOT NULL PRIMARY KEY,
    run_id     uuid        NOT NULL,
    phase      text        NOT NULL CHECK (phase IN ('PREPARE', 'COMPARE', 'DONE')),
    after_id   uuid        NOT NULL,
    looked     bigint      NOT NULL DEFAULT 0,
    customers  bigint      NOT NULL DEFAULT 0,
    found      bigint      NOT NULL DEFAULT 0,
    started_by text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CALL kernel.wall('matching.search');
