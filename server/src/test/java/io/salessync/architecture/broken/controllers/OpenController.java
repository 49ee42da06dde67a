package io.salessync.architecture.broken.controllers;

import org.springframework.web.bind.annotation.RestController;

/** In no scanned module: the program's own scan starts at io.salessync, so this one needs a condition to stay out. */
@RestController
@org.springframework.context.annotation.Profile("never")
public class OpenController {}
