/** Tenants, and the one way to the database: inside a tenant's wall. */
@NamedInterface("tenancy")
@NullMarked
package io.salessync.kernel.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
