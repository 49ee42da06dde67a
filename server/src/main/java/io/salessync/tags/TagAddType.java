package io.salessync.tags;

import io.salessync.customers.Customers;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** Puts a tag on people. */
@Component
final class TagAddType extends TaggingType {
    TagAddType(PostgresTags tags, Customers customers, InstantSource clock) {
        super(tags, customers, clock, true);
    }
}
