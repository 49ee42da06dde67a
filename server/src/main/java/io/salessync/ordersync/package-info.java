/**
 * Mirrors orders and their lines from a list outside (a file, a folder, a query) to boards, exactly once: {@code mapping} reads the
 * TOML, {@code source} reads rows and makes deltas, {@code board} sends them. Owns the schema {@code ordersync}.
 */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "alerts",
            "mail",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit",
            "kernel :: secrets",
            "kernel :: money"
        })
@NullMarked
package io.salessync.ordersync;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
