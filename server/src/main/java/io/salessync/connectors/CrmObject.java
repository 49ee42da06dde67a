package io.salessync.connectors;

/**
 * A kind of record that a CRM has.
 *
 * @param name its name in queries, such as {@code Contact} or {@code Visit__c}
 * @param label for people
 * @param custom whether the organisation made it itself
 */
public record CrmObject(String name, String label, boolean queryable, boolean custom) {}
