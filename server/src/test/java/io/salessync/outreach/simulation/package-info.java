@NullMarked
package io.salessync.outreach.simulation;

import org.jspecify.annotations.NullMarked;
