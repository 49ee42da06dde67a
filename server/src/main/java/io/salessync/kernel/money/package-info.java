/** Money: an amount at four decimals with its currency. */
@NamedInterface("money")
@NullMarked
package io.salessync.kernel.money;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
