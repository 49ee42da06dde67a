/** What vendors allow an account: limits as they tell them, what operations cost, what is used of a day. For the vendors' connectors alone. */
@NamedInterface("budgets")
@NullMarked
package io.salessync.connectors.budgets;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
