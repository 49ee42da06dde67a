package io.salessync.architecture.broken.templates;

import org.springframework.transaction.support.TransactionTemplate;

record OpensByHand(TransactionTemplate transactions) {}
