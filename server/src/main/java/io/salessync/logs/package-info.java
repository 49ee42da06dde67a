/**
 * What became of each record in each run: written in pages, kept by day, filtered, counted and exported. Owns the schema {@code logs}.
 */
@ApplicationModule(
        allowedDependencies = {
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit"
        })
@NullMarked
package io.salessync.logs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
