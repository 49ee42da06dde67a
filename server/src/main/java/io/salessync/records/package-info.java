/**
 * Records of our own: typed collections that people name, with rows kept as documents. Owns the schema {@code records}.
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
package io.salessync.records;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
