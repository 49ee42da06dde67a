-- Whose flow proposed a push, and what was approved and could not be sent before the approval ended.

ALTER TABLE pushes.push
    -- the user who published the version of the flow that proposed it; null: nobody, or the program
    ADD COLUMN author_id uuid,
    -- as the audit trail names them
    ADD COLUMN author text;

ALTER TABLE pushes.push_row DROP CONSTRAINT push_row_state_check;
ALTER TABLE pushes.push_row ADD CONSTRAINT push_row_state_check CHECK (state IN ('NEW', 'READY', 'UNCHANGED', 'WITHHELD', 'VOID', 'EXPIRED',
    'SENDING', 'SENT', 'FAILED', 'UNKNOWN', 'UNDONE', 'KEPT'));
