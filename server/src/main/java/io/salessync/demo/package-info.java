/** The demonstration: a tenant with an owner, the shipped order list synced to the sandbox's board, flows
 * at work, outreach under way, and a CRM to pull from and write back to. */
@ApplicationModule(
        allowedDependencies = {
            "connectors",
            "customers",
            "flows",
            "mapping",
            "matching",
            "ordersync",
            "outreach :: simulation",
            "kernel :: tenancy",
            "kernel :: access",
            "kernel :: runs",
            "kernel :: problems"
        })
@NullMarked
package io.salessync.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
