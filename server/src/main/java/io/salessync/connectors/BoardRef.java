package io.salessync.connectors;

/**
 * A board and the interface version to speak to it.
 *
 * @param apiVersion pinned, such as {@code 2026-10}
 */
public record BoardRef(String boardId, String apiVersion) {}
