/** The program: the modules are the packages below this one. */
@NullMarked
package io.salessync;

import org.jspecify.annotations.NullMarked;
