package io.salessync.pushes;

/** How records are written. */
public enum PushMode {
    /** Only records that are there, by their id; nothing is ever created. */
    UPDATE,
    /** By an external id; records that are not there are created. */
    UPSERT,
    /** Made members of a campaign; who is a member already stays as they are. */
    MEMBER
}
