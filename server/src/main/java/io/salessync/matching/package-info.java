/**
 * Finds who is the same: blocking, comparison, weights learnt without labels, bands, review and merging. Owns the schema
 * {@code matching}.
 */
@ApplicationModule(
        allowedDependencies = {
            "customers",
            "flows :: graph",
            "flows :: nodes",
            "logs",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit",
            "kernel :: figures"
        })
@NullMarked
package io.salessync.matching;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
