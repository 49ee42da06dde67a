@NullMarked
package io.salessync.architecture.broken.controllers;

import org.jspecify.annotations.NullMarked;
