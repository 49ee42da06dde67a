/**
 * The words every module may use: tenancy, access, audit, runs, live, secrets, problems, money. Owns the schema
 * {@code kernel}; depends on no module. Each package is a named interface; a type enters when the third module needs it.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.salessync.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
