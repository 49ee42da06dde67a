/** One call to a vendor: the shared HTTP client with its deadlines, the breaker, the log of calls. For the vendors' connectors alone. */
@NamedInterface("calls")
@NullMarked
package io.salessync.connectors.calls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
