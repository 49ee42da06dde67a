/** monday.com: boards, groups, items and subitems over its GraphQL interface, within its budgets. */
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
package io.salessync.connectors.monday;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
