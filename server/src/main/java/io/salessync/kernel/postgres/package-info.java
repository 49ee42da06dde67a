/**
 * The database under everything: the embedded PostgreSQL or the one named by a URL, its roles and its migrations.
 * Used by the start of the program alone; modules reach data through {@code kernel :: tenancy}.
 */
@NamedInterface("postgres")
@NullMarked
package io.salessync.kernel.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
