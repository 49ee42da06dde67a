package io.salessync.flows.engine;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Files that flows read and write.
 *
 * @param folders the folders below which flows may read files of this machine; none: only files that people upload
 * @param largest larger files are not taken in
 * @param keep how long what runs wrote can be downloaded
 */
@ConfigurationProperties("salessync.flows.files")
record FileSettings(
        @DefaultValue List<String> folders,
        @DefaultValue("2GB") DataSize largest,
        @DefaultValue("30d") Duration keep) {}
