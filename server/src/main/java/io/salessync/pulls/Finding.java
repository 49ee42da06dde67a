package io.salessync.pulls;

/**
 * Something about a query.
 *
 * @param place as a path into the query, such as {@code where/all/0/value}
 * @param wrong whether the query cannot be used because of it
 */
record Finding(String place, String message, boolean wrong) {}
