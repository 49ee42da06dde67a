package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;
import java.net.URI;
import java.util.Optional;

/** Addresses to which nothing is written but through a review: those of CRMs, whatever name they answer to. */
@FunctionalInterface
public interface ReviewedHosts {
    /** Whose address that is, in words; empty: nobody's. */
    Optional<String> of(TenantId tenant, URI address);
}
