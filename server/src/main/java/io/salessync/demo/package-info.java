/** The demonstration: starts the sandbox beside the server, makes a tenant with example data and syncs it. */
@NullMarked
package io.salessync.demo;

import org.jspecify.annotations.NullMarked;
