-- Rows are written by the million: what the same for all of them is kept once, and what nobody looks for is not looked after.

-- The names of a pull's values, for the rows whose content begins with that number. Content is an array of JSON: the number, then
-- values in the layout's order. The id and the time of change are the row's own. Rows from before are objects with names; they come as
-- changed once more.
CREATE TABLE pulls.layout (
    tenant_id uuid    NOT NULL,
    pull_id   uuid    NOT NULL,
    layout    integer NOT NULL,
    paths     text[]  NOT NULL,
    PRIMARY KEY (tenant_id, pull_id, layout),
    FOREIGN KEY (tenant_id, pull_id) REFERENCES pulls.pull ON DELETE CASCADE
);
CALL kernel.wall('pulls.layout');

-- Which rows each page brought, until they are handed on: an index would be written for each row, and is hardly read.
CREATE TABLE pulls.listed (
    tenant_id uuid    NOT NULL,
    pull_id   uuid    NOT NULL,
    seq       integer NOT NULL,
    page      integer NOT NULL,
    ids       text[]  NOT NULL,
    PRIMARY KEY (tenant_id, pull_id, seq, page),
    FOREIGN KEY (tenant_id, pull_id) REFERENCES pulls.pull ON DELETE CASCADE
);
-- read once and soon gone: not worth packing
ALTER TABLE pulls.listed ALTER COLUMN ids SET STORAGE EXTERNAL;
CALL kernel.wall('pulls.listed');

-- what was begun before and is still being handed on
INSERT INTO pulls.listed (tenant_id, pull_id, seq, page, ids)
SELECT l.tenant_id, l.pull_id, l.seq, l.page, array_agg(l.record_id ORDER BY l.record_id)
FROM pulls.landed l
JOIN pulls.pull p ON p.tenant_id = l.tenant_id AND p.pull_id = l.pull_id AND l.seq > p.done_seq
GROUP BY l.tenant_id, l.pull_id, l.seq, l.page;

DROP INDEX pulls.landed_tenant_id_pull_id_seq_page_idx;
