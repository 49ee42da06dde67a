package io.salessync.alerts;

import io.salessync.kernel.tenancy.CommitNudge;
import org.springframework.stereotype.Component;

/** Tells this node's loop that there is something to deliver. */
@Component
final class AlertWakes extends CommitNudge {}
