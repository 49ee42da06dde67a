/**
 * Alerts: rules over runs, records, budgets, silence and rates; grouped, throttled, acknowledged, escalated, delivered. Owns the schema {@code alerts}.
 */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "connectors :: calls",
            "logs",
            "mail",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit",
            "kernel :: secrets"
        })
@NullMarked
package io.salessync.alerts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
