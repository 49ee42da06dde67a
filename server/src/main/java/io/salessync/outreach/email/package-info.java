/** The mail channel: own mail server, threads, unsubscribing, bounces, openings and clicks. */
@NullMarked
package io.salessync.outreach.email;

import org.jspecify.annotations.NullMarked;
