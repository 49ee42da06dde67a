package io.salessync.sandbox.monday;

/** One label of a status or dropdown column. */
record Label(int id, String text, String color) {}
