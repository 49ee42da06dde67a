package io.salessync.outreach.sequences;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;

/** What the accounts here can do of what a sequence asks for; told by whoever has the accounts. */
public interface Abilities {
    /** What no account of the sequence can do, as warnings; empty: somebody can do each step. */
    List<SequenceFinding> findings(TenantId tenant, SequenceDocument document);
}
