/**
 * Mail that goes out: written to a queue with what decides it, sent at most once, followed to delivery or bounce. Owns the schema {@code mail}.
 */
@ApplicationModule(
        allowedDependencies = {
            "logs",
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
package io.salessync.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
