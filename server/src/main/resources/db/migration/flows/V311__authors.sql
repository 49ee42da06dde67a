-- Which users wrote and published a version: what a flow proposes by itself, its author does not approve. Null: the program,
-- its command line, or a version from before this was kept.

ALTER TABLE flows.flow_version ADD COLUMN saved_by_id uuid, ADD COLUMN published_by_id uuid;
