package io.salessync.customers;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mapping.MapField;
import io.salessync.mapping.MapSide;
import io.salessync.mapping.SideFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** People and companies as ends of mappings. */
@Component
final class CustomerSides implements SideFields {
    private static final String PERSON = "customers.person";
    private static final String COMPANY = "customers.company";

    @Override
    public @Nullable List<MapField> fields(TenantId tenant, MapSide side) {
        String target = side.target();
        if (PERSON.equals(target)) {
            return people();
        }
        return COMPANY.equals(target) ? companies() : null;
    }

    static List<MapField> companies() {
        return CustomerFields.ofCompanies().stream().map(CustomerSides::field).toList();
    }

    static List<MapField> people() {
        return CustomerFields.ofPeople().stream().map(CustomerSides::field).toList();
    }

    private static MapField field(CustomerFields.Writable field) {
        boolean required = field.name().equals(CompanyField.NAME.text());
        return new MapField(
                field.name(), field.label(), field.type(), required, true, false, List.of(), null, field.about());
    }

    @Override
    public List<String> targets() {
        return List.of(PERSON, COMPANY);
    }
}
