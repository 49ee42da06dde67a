package io.salessync.flows.schedule;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a node starts flows.
 *
 * @param look how often it looks for due times that other processes have written; it sleeps until the next one it knows
 * @param silence a schedule is called silent when nothing says what became of a due time for this long
 * @param keepDue how long the ledger of due times is kept
 * @param lookForFiles how often folders are looked into
 * @param folders folders that flows may take files from: the tenant's short name, then a name of the folder, then its path
 */
@ConfigurationProperties("salessync.flows")
record TriggerSettings(
        @DefaultValue("2s") Duration look,
        @DefaultValue("5m") Duration silence,
        @DefaultValue("90d") Duration keepDue,
        @DefaultValue("10s") Duration lookForFiles,
        @DefaultValue Map<String, Map<String, String>> folders) {}
