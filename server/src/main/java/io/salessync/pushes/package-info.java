/**
 * What goes back to a CRM: the one gate of consent, review, approval, journal and undo. Owns the schema {@code pushes}.
 */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "customers",
            "tags",
            "flows :: graph",
            "flows :: nodes",
            "logs",
            "alerts",
            "mapping",
            "matching",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit"
        })
@NullMarked
package io.salessync.pushes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
