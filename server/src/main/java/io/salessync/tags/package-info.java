/**
 * Tags on customers: who, why, since when, and their history. Owns the schema {@code tags}.
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
            "kernel :: audit"
        })
@NullMarked
package io.salessync.tags;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
