package io.salessync.kernel.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How sign-in is guarded.
 *
 * @param lockAfter wrong passwords in a row that lock an account
 * @param lockFor how long it stays locked
 * @param addressFailures failed sign-ins from one network address, each within {@code addressWindow} of the one before,
 *     after which it has to wait that long
 * @param addressWindow see there
 * @param sessionIdle a session unused for so long ends
 * @param sessionLife a session ends after so long in any case
 * @param passwordLength the least number of characters of a password
 * @param hashesAtOnce how many passwords are hashed at the same time; each takes 19 MiB and some tens of milliseconds
 * @param setupLink how long the first administrator's link works
 */
@ConfigurationProperties("salessync.access")
record AccessSettings(
        @DefaultValue("10") int lockAfter,
        @DefaultValue("15m") Duration lockFor,
        @DefaultValue("30") int addressFailures,
        @DefaultValue("10m") Duration addressWindow,
        @DefaultValue("12h") Duration sessionIdle,
        @DefaultValue("7d") Duration sessionLife,
        @DefaultValue("12") int passwordLength,
        @DefaultValue("4") int hashesAtOnce,
        @DefaultValue("24h") Duration setupLink) {}
