/**
 * Maps fields between what vendors have and what is ours: suggestions, transforms, coercions, in both directions. Owns the
 * schema {@code mapping}.
 */
@ApplicationModule(
        allowedDependencies = {
            "alerts",
            "connectors",
            "records",
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
package io.salessync.mapping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
