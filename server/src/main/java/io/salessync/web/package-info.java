/** Serves the built front end, the OpenAPI document and the security headers. No business code. */
@ApplicationModule(allowedDependencies = {"kernel :: access", "kernel :: problems", "kernel :: tenancy"})
@NullMarked
package io.salessync.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
