-- Most records go out as they came in. Such a line has no output of its own: half of what a line takes.
ALTER TABLE logs.record_log ADD COLUMN unchanged boolean NOT NULL DEFAULT false;
