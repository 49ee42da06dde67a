-- Where taking over changed customers stands that goes on in several transactions: without it each of them would look through all that
-- those before it took over. Null: nothing is under way.
ALTER TABLE matching.settings ADD COLUMN walk_began timestamptz;
ALTER TABLE matching.settings ADD COLUMN walk_at timestamptz;
ALTER TABLE matching.settings ADD COLUMN walk_after uuid;
ALTER TABLE matching.settings ADD CHECK ((walk_began IS NULL) = (walk_at IS NULL) AND (walk_at IS NULL) = (walk_after IS NULL));
