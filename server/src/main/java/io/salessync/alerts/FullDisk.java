package io.salessync.alerts;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The disk that holds the data folder: the embedded database, keys and uploads. A database elsewhere has to be watched there. */
@Component
class FullDisk implements AlertSource {
    private static final double GIBIBYTE = 1L << 30;

    private final Path folder;

    FullDisk(@Value("${salessync.data-dir:data}") Path folder) {
        this.folder = folder;
    }

    @Override
    public String rule() {
        return "disk-nearly-full";
    }

    @Override
    public List<Finding> look(TenantId tenant, Map<String, Integer> settings) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try {
            FileStore disk = Files.getFileStore(folder);
            return found(disk.getUsableSpace(), disk.getTotalSpace(), settings.getOrDefault("percentLeft", 10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Finding> found(long free, long total, int percent) {
        if (total <= 0 || free >= total / 100 * percent) {
            return List.of();
        }
        return List.of(new Finding(
                "data",
                Severity.CRITICAL,
                "The disk is nearly full",
                String.format(
                        Locale.ROOT,
                        "%.1f of %.1f GiB of the disk with the data folder are free. When it is full nothing can be written any more: make room or enlarge it.",
                        free / GIBIBYTE,
                        total / GIBIBYTE),
                null,
                null));
    }
}
