package io.salessync.sandbox.monday;

import java.time.Instant;
import java.util.function.LongPredicate;

/** The circumstances of a write that a value's rules depend on. */
record Writing(Instant at, boolean createLabels, People people, LongPredicate itemExists) {}
