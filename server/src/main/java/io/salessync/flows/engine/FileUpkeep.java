package io.salessync.flows.engine;

import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes what runs wrote once it is kept long enough. Every node may do it; once is enough. */
@Component
class FileUpkeep {
    private static final Logger log = LoggerFactory.getLogger(FileUpkeep.class);
    private static final Duration UNPACKED_KEPT = Duration.ofDays(2);
    private static final long HOUR = 60 * 60 * 1000L;

    private final Tenants tenants;
    private final RunFiles files;
    private final PackedFiles packed;
    private final FileSettings settings;
    private final InstantSource clock;

    FileUpkeep(Tenants tenants, RunFiles files, PackedFiles packed, FileSettings settings, InstantSource clock) {
        this.tenants = tenants;
        this.files = files;
        this.packed = packed;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = HOUR, initialDelay = HOUR / 4)
    void tidy() {
        packed.drop(clock.instant().minus(UNPACKED_KEPT));
        tenants.all().forEach(tenant -> {
            try {
                files.drop(tenant.id(), clock.instant().minus(settings.keep()));
            } catch (RuntimeException e) {
                log.warn("Old files of runs of tenant {} could not be deleted", tenant.slug(), e);
            }
        });
    }
}
