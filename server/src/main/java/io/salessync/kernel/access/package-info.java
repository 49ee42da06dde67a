/** Who may do what: users, roles as named permissions, sign-in, sessions, API keys. */
@NamedInterface("access")
@NullMarked
package io.salessync.kernel.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
