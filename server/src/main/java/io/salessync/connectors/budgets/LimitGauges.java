package io.salessync.connectors.budgets;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** What is left of the limits, as metrics. */
@Component
class LimitGauges {
    private final MeterRegistry meters;
    private final Map<String, AtomicLong> left = new ConcurrentHashMap<>();

    LimitGauges(MeterRegistry meters) {
        this.meters = meters;
    }

    void left(String account, String policy, long amount) {
        left.computeIfAbsent(account + ' ' + policy, key -> {
                    AtomicLong value = new AtomicLong();
                    Gauge.builder("salessync.connectors.budget.left", value, AtomicLong::doubleValue)
                            .description("What is left of a vendor's limit, as last told")
                            .tag("account", account)
                            .tag("policy", policy)
                            .register(meters);
                    return value;
                })
                .set(amount);
    }
}
