package io.salessync.kernel.commands;

/**
 * A command of a module: a class annotated with picocli's {@code @Command}, made with a {@link Program}. It is found by
 * being there. Help and usage errors need no database: a command takes what it needs from the program when it runs.
 */
public interface ModuleCommand {}
