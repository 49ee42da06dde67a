/**
 * Outreach: leads walk through sequences of invitations, messages and mails. {@code sequences} is what is to be done,
 * {@code leads} who walks and where they stand, {@code sending} what goes out when and from whom, {@code detection} what comes back,
 * {@code inbox} conversations, {@code email} the mail channel, {@code champions} people
 * who are followed when they change jobs. Owns the schema {@code outreach}.
 */
@ApplicationModule(
        allowedDependencies = {
            "alerts",
            "connectors",
            "connectors :: calls",
            "customers",
            "flows",
            "flows :: graph",
            "flows :: nodes",
            "flows :: holidays",
            "logs",
            "mail",
            "mapping",
            "matching",
            "pushes",
            "tags",
            "kernel :: tenancy",
            "kernel :: runs",
            "kernel :: live",
            "kernel :: problems",
            "kernel :: commands",
            "kernel :: access",
            "kernel :: audit",
            "kernel :: figures",
            "kernel :: secrets"
        })
@NullMarked
package io.salessync.outreach;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
