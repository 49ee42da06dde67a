package io.salessync.architecture.broken.clock;

import java.time.Instant;

class ReadsTheClock {
    Instant due() {
        return Instant.now();
    }
}
