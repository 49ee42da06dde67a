/** The demonstration: a tenant with an owner, the shipped order list synced to the sandbox's board, and a flow at work. */
@ApplicationModule(
        allowedDependencies = {
            "flows",
            "ordersync",
            "kernel :: tenancy",
            "kernel :: access",
            "kernel :: runs",
            "kernel :: problems"
        })
@NullMarked
package io.salessync.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
