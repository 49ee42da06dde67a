package io.salessync.connectors;

/** How far a refusal reaches. */
public enum FaultClass {
    /** This record alone: mend the record or the mapping; sending the same again is useless. */
    ROW,
    /** The thing it refers to is gone at the vendor. */
    GONE,
    /** Nothing more fits on this board. */
    BOARD_FULL,
    /** This board cannot be written just now or by us. */
    BOARD,
    /** Everything of this connection: wrong token, no permission. */
    CONNECTION
}
