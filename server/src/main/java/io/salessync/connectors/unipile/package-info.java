/** Unipile behind the port to outreach services: accounts of LinkedIn and mailboxes, read and written, and the news they tell. */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "connectors :: calls",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: problems"
        })
@NullMarked
package io.salessync.connectors.unipile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
