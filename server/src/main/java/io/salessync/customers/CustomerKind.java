package io.salessync.customers;

/** The two kinds of customers, by where their rows lie. */
enum CustomerKind {
    PERSON("person_id", "customers.email", "customers.phone", "customers.address"),
    COMPANY("company_id", "customers.company_email", "customers.company_phone", "customers.company_address");

    private final String column;
    private final String emails;
    private final String phones;
    private final String addresses;

    CustomerKind(String column, String emails, String phones, String addresses) {
        this.column = column;
        this.emails = emails;
        this.phones = phones;
        this.addresses = addresses;
    }

    /** The column that names one, in each table that speaks of them. */
    String column() {
        return column;
    }

    String emails() {
        return emails;
    }

    String phones() {
        return phones;
    }

    String addresses() {
        return addresses;
    }
}
