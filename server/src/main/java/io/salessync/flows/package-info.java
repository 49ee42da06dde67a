/**
 * Flows: a person draws a graph of nodes, gives it triggers, publishes it, and records stream through it. {@code graph} holds
 * definitions and checks them, {@code schedule} knows when a flow is due, {@code engine} executes. Owns the schema {@code flows}.
 */
@ApplicationModule(
        allowedDependencies = {
            "alerts",
            "connectors",
            "connectors :: calls",
            "logs",
            "mail",
            "ordersync",
            "ordersync :: workbooks",
            "records",
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
package io.salessync.flows;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
