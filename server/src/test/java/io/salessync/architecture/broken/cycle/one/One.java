package io.salessync.architecture.broken.cycle.one;

import io.salessync.architecture.broken.cycle.two.Two;

public record One(Two two) {}
