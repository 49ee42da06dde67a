-- When something was last reserved: what a killed program reserved is free again once no call can be under way that long.
ALTER TABLE connectors.budget ADD COLUMN reserved_at timestamptz;
