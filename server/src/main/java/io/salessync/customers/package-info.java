/**
 * People and companies we sell to: their e-mails, phones, addresses, ids elsewhere, consent and history. Owns the schema
 * {@code customers}.
 */
@ApplicationModule(
        allowedDependencies = {
            "flows :: graph",
            "flows :: nodes",
            "logs",
            "mapping",
            "records",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit"
        })
@NullMarked
package io.salessync.customers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
