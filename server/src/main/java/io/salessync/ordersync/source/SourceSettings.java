package io.salessync.ordersync.source;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How order lists are taken in and kept.
 *
 * @param keepSynced how long a change is kept after the board has it; failed ones stay
 * @param keepHistory how long what runs did to the boards is kept, for reports and undo
 * @param keepUploads how long the file of an import that failed is kept for another try
 * @param largestFile larger files are refused before they are read
 * @param look how often watched folders are looked into
 */
@ConfigurationProperties("salessync.ordersync")
record SourceSettings(
        @DefaultValue("90d") Duration keepSynced,
        @DefaultValue("180d") Duration keepHistory,
        @DefaultValue("7d") Duration keepUploads,
        @DefaultValue("2GB") DataSize largestFile,
        @DefaultValue("10s") Duration look) {}
