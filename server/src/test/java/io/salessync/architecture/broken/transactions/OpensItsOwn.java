package io.salessync.architecture.broken.transactions;

import org.springframework.transaction.annotation.Transactional;

@Transactional
class OpensItsOwn {}
