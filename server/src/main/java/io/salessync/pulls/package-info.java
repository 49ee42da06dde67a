/**
 * Pulls records out of a CRM: queries built from rows, windows that lose nothing, a seal on every pull. Owns the schema
 * {@code pulls}.
 */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "flows :: graph",
            "flows :: nodes",
            "logs",
            "alerts",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit"
        })
@NullMarked
package io.salessync.pulls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
