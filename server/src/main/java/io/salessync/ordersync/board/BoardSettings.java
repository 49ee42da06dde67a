package io.salessync.ordersync.board;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are written to boards.
 *
 * @param subitemCap how many subitems an item may have
 * @param maximumAttempts how often a row is tried by itself before a person has to say `retry`
 */
@ConfigurationProperties("salessync.ordersync")
record BoardSettings(
        @DefaultValue("100") int subitemCap,
        @DefaultValue("5") int maximumAttempts) {}
