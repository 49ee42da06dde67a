package io.salessync.architecture.broken.cycle.two;

import io.salessync.architecture.broken.cycle.one.One;
import org.jspecify.annotations.Nullable;

public record Two(@Nullable One one) {}
