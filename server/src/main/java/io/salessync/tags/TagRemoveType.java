package io.salessync.tags;

import io.salessync.customers.Customers;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** Takes a tag off people. */
@Component
final class TagRemoveType extends TaggingType {
    TagRemoveType(PostgresTags tags, Customers customers, InstantSource clock) {
        super(tags, customers, clock, false);
    }
}
