-- A window began between the sending of the call that opened it and the coming of its answer.
ALTER TABLE connectors.budget ADD COLUMN started_from timestamptz;
