package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;

/**
 * Short runs of one kind that succeeded together; told in the transaction that ends them, once for all. Of any other end {@link RunEnded}
 * tells.
 */
public record RunsEnded(TenantId tenant, String kind, List<RunEnded> runs) {}
