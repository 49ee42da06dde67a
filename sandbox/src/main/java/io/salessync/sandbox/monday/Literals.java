package io.salessync.sandbox.monday;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads argument values straight from a document, before it is executed. */
final class Literals {
    private Literals() {}

    static @Nullable Object argument(Field field, String name, Map<String, Object> variables) {
        for (Argument argument : field.getArguments()) {
            if (argument.getName().equals(name)) {
                return value(argument.getValue(), variables);
            }
        }
        return null;
    }

    /** How many things a list argument names; -1 when it is absent. */
    static int size(Field field, String name, Map<String, Object> variables) {
        Object value = argument(field, name, variables);
        if (value == null) {
            return -1;
        }
        return value instanceof List<?> list ? list.size() : 1;
    }

    static int number(Field field, String name, int fallback, Map<String, Object> variables) {
        return argument(field, name, variables) instanceof Number number ? number.intValue() : fallback;
    }

    static @Nullable Object value(@Nullable Value<?> value, Map<String, Object> variables) {
        return switch (value) {
            case VariableReference reference -> variables.get(reference.getName());
            case StringValue text -> text.getValue();
            case IntValue number -> number.getValue();
            case FloatValue number -> number.getValue();
            case BooleanValue flag -> flag.isValue();
            case EnumValue name -> name.getName();
            case ArrayValue array -> {
                List<@Nullable Object> list = new ArrayList<>();
                array.getValues().forEach(element -> list.add(value(element, variables)));
                yield list;
            }
            case ObjectValue object -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                object.getObjectFields().forEach(field -> map.put(field.getName(), value(field.getValue(), variables)));
                yield map;
            }
            case null, default -> null;
        };
    }
}
