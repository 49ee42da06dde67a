package io.salessync.customers;

import static io.salessync.customers.jooq.Tables.PERSON;

import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** People chosen as a list of them is: by words, tag, company, owner, source. For whoever does something with all of them. */
@Component
public class ChosenPeople {
    private static final int PAGE = 1_000;

    private final ObjectProvider<TaggedPeople> tags;

    ChosenPeople(ObjectProvider<TaggedPeople> tags) {
        this.tags = tags;
    }

    /**
     * Whom; what is null narrows nothing.
     *
     * @param words of name, e-mail, phone or company
     * @param tag by id or name
     */
    public record Choice(
            @Nullable String words,
            @Nullable String tag,
            @Nullable UUID company,
            @Nullable String owner,
            @Nullable String source) {}

    /**
     * Those that are neither merged nor erased, by name. Reads in the open transaction.
     *
     * @param most more are not read
     */
    public List<UUID> ids(DSLContext sql, TenantId tenant, Choice choice, int most) {
        String wanted = given(choice.tag());
        TaggedPeople tagged = tags.getIfAvailable();
        Looking.Filter filter = new Looking.Filter(
                given(choice.words()),
                given(choice.owner()),
                choice.company(),
                given(choice.source()),
                null,
                wanted == null || tagged == null ? null : tagged.having(tenant, PERSON.PERSON_ID, wanted));
        List<UUID> ids = new ArrayList<>();
        String after = null;
        do {
            Looking.Page page =
                    Looking.people(sql, tenant, filter, Looking.Order.NAME, after, Math.min(PAGE, most - ids.size()));
            // words that nobody holds are no choice of people whose names look alike
            if (page.near()) {
                return List.of();
            }
            ids.addAll(page.ids());
            after = page.next();
        } while (after != null && ids.size() < most);
        return ids;
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : Folding.storable(text.strip());
    }
}
