@NullMarked
package io.salessync.mail;

import org.jspecify.annotations.NullMarked;
