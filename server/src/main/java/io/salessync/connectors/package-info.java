/**
 * The way to every vendor: connections and their secrets, the shared HTTP client, budgets, intents and their evidence. Vendors
 * are nested modules behind the ports here ({@link io.salessync.connectors.BoardConnector}); nobody outside sees them. Owns the schema {@code connectors}.
 */
@ApplicationModule(
        allowedDependencies = {
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
package io.salessync.connectors;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
