package io.salessync.matching;

/**
 * A decision about two records.
 *
 * @param one the record of the first file, or the earlier one
 * @param probability that both are one person, after all records were looked at together
 * @param note why it is not what the pair alone would give; empty where it is
 */
record Decided(int one, int other, double probability, Band band, String note) {}
