package io.salessync.architecture.broken.names;

class OrderManager {}
