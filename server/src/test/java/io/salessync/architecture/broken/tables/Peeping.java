package io.salessync.architecture.broken.tables;

import static io.salessync.customers.jooq.Tables.PERSON;

class Peeping {
    String theirs() {
        return PERSON.getName();
    }
}
