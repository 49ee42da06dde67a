package io.salessync.mail;

import io.salessync.kernel.tenancy.CommitNudge;
import org.springframework.stereotype.Component;

/** Tells this node's loop that there is mail to send. */
@Component
final class MailWakes extends CommitNudge {}
