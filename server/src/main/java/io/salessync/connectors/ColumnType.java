package io.salessync.connectors;

/**
 * The kinds of board columns that can be written, and how a value of each is written as text. An empty text clears the column.
 */
public enum ColumnType {
    /** The item's own name. */
    NAME,
    TEXT,
    LONG_TEXT,
    /** Decimal with a point: {@code 42.5}. */
    NUMBERS,
    /** A label: {@code Done}; or an index: {@code #1}. */
    STATUS,
    /** Labels separated by {@code ;}. */
    DROPDOWN,
    /** {@code 2026-11-22} or {@code 2026-11-22T14:30:00} (UTC). */
    DATE,
    /** {@code 2026-11-22/2026-12-01}. */
    TIMELINE,
    /** E-mail addresses or numeric ids separated by {@code ;}. */
    PEOPLE,
    EMAIL,
    /** A URL, optionally followed by a space and the text shown. */
    LINK,
    /** International number, a space, ISO-2 country: {@code +31201234567 NL}. */
    PHONE,
    /** {@code true} or {@code false}. */
    CHECKBOX,
    /** 1 to 5. */
    RATING,
    /** {@code 14:30}. */
    HOUR,
    /** Any day of the week, {@code 2026-11-22}: its Monday to Sunday. */
    WEEK,
    /** ISO-2 country, a space, its name: {@code NL Netherlands}; the code alone will do. */
    COUNTRY,
    /** Latitude, longitude and address separated by {@code ;}. */
    LOCATION,
    /** Numeric tag ids separated by {@code ;}. */
    TAGS,
    /** Numeric item ids separated by {@code ;}. */
    CONNECT_BOARDS
}
