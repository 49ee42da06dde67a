package io.salessync.mapping;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.ParentWay;
import io.salessync.flows.graph.FieldType;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Objects of CRMs as ends of mappings, as the CRM describes them. */
@Component
final class CrmFields implements SideFields {
    private final Connections connections;
    private final ObjectProvider<CrmConnector> crms;

    CrmFields(Connections connections, ObjectProvider<CrmConnector> crms) {
        this.connections = connections;
        this.crms = crms;
    }

    /** A connection with what speaks to it. */
    private record Crm(CrmConnector connector, Connection connection) {
        CrmDescription describe(String object) {
            return connector.describe(connection, object, null);
        }

        Optional<CrmDescription> find(String object) {
            try {
                return Optional.of(describe(object));
            } catch (Problem problem) {
                if (problem.code() == ConnectorsProblem.UNKNOWN_OBJECT) {
                    return Optional.empty();
                }
                throw problem;
            }
        }
    }

    private Crm crm(TenantId tenant, String name) {
        Connection connection = connections
                .named(tenant, name)
                .orElseThrow(
                        () -> Problem.of(MappingProblem.UNKNOWN_SIDE, "There is no connection '%s'.".formatted(name))
                                .with("connection", name));
        CrmConnector crm = crms.orderedStream()
                .filter(one -> one.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                MappingProblem.UNKNOWN_SIDE,
                                "The connection '%s' leads to %s, which has no objects to map."
                                        .formatted(name, connection.vendor()))
                        .with("connection", name));
        return new Crm(crm, connection);
    }

    @Override
    public @Nullable List<MapField> fields(TenantId tenant, MapSide side) {
        String name = side.connection();
        String object = side.object();
        if (name == null || object == null) {
            return null;
        }
        List<MapField> fields = new ArrayList<>();
        for (CrmField field : crm(tenant, name).describe(object).fields()) {
            // an address as a whole, or a file, can neither be queried nor written; its parts are fields of their own
            if (field.type() != CrmType.OTHER) {
                fields.add(field(field));
            }
            String relationship = field.relationshipName();
            if (relationship != null && !field.referenceTo().isEmpty()) {
                fields.add(parent(field, relationship));
            }
        }
        return List.copyOf(fields);
    }

    @Override
    public List<MapField> reached(TenantId tenant, MapSide side, Collection<String> paths) {
        String name = side.connection();
        String object = side.object();
        if (name == null || object == null || paths.isEmpty()) {
            return List.of();
        }
        Crm crm = crm(tenant, name);
        CrmDescription from = crm.describe(object);
        List<MapField> reached = new ArrayList<>();
        for (String path : paths) {
            List<String> names = List.of(path.split("\\.", -1));
            try {
                ParentWay way = ParentWay.of(from, names.subList(0, names.size() - 1), crm::find);
                MapField field = field(way.field(names.getLast()));
                String label = way.steps().stream().map(ParentWay.Step::label).collect(Collectors.joining(" ")) + " "
                        + field.label();
                reached.add(new MapField(
                        path, label, field.type(), false, false, false, field.choices(), field.kind(), null));
            } catch (ParentWay.Lost lost) {
                // a field that is not there is what drift is about
                continue;
            }
        }
        return reached;
    }

    private static MapField field(CrmField field) {
        boolean writable = (field.createable() || field.updateable()) && !field.calculated();
        boolean required = field.createable() && !field.nillable() && field.type() != CrmType.FLAG;
        return new MapField(
                field.name(),
                field.label(),
                type(field.type()),
                required,
                writable,
                field.name().equals("Id") || field.externalId(),
                field.choices().stream()
                        .filter(CrmField.Choice::active)
                        .map(CrmField.Choice::value)
                        .toList(),
                field.vendorType(),
                null);
    }

    /** The name of the record it refers to, which a query brings along. */
    private static MapField parent(CrmField field, String relationship) {
        String label = field.label().replaceFirst("(?i) id$", "");
        return new MapField(
                relationship + ".Name", label + " name", FieldType.TEXT, false, false, false, List.of(), null, null);
    }

    private static FieldType type(CrmType type) {
        return switch (type) {
            case TEXT, ID, CHOICE, CHOICES, TIME -> FieldType.TEXT;
            case FLAG -> FieldType.FLAG;
            case WHOLE -> FieldType.WHOLE;
            case DECIMAL -> FieldType.NUMBER;
            case DATE -> FieldType.DATE;
            case INSTANT -> FieldType.TIME;
            case OTHER -> FieldType.ANY;
        };
    }
}
