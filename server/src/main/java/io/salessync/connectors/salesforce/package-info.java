/** Salesforce behind the port to CRMs: sign-in, descriptions, queries page by page and in bulk, writes, within its limits. */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "connectors :: calls",
            "connectors :: budgets",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: problems"
        })
@NullMarked
package io.salessync.connectors.salesforce;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
