-- InMails: by which products of the network an account sends them, and what is left of their credits.

ALTER TABLE outreach.sender
    -- what the account may use, as the service told last; null: not told
    ADD products text[],
    -- when the service was last asked for the credits that are left
    ADD inmail_looked_at timestamptz;

-- What the service told of credits, or a refusal; what we sent since is taken off by counting it.
CREATE TABLE outreach.inmail_credit (
    tenant_id uuid        NOT NULL,
    sender_id uuid        NOT NULL,
    product   text        NOT NULL CHECK (product IN ('CLASSIC', 'SALES_NAVIGATOR', 'RECRUITER')),
    remaining integer     NOT NULL CHECK (remaining >= 0),
    told_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sender_id, product),
    FOREIGN KEY (tenant_id, sender_id) REFERENCES outreach.sender
);
CALL kernel.wall('outreach.inmail_credit');

ALTER TABLE outreach.identity
    -- whether they take messages from everybody, which costs no credit; null: not told
    ADD open_profile boolean;

ALTER TABLE outreach.touch
    -- of an InMail: the product it goes through
    ADD product text CHECK (product IN ('CLASSIC', 'SALES_NAVIGATOR', 'RECRUITER')),
    -- of an InMail: to an open profile, which costs no credit
    ADD free boolean NOT NULL DEFAULT false;
