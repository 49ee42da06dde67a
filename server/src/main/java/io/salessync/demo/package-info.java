/** The demonstration: a tenant with an owner and the shipped example, synced to the sandbox's board. */
@ApplicationModule(
        allowedDependencies = {
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
