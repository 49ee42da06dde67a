package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmObject;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.Intent;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Salesforce as a CRM. */
@Component
final class SalesforceCrmConnector implements CrmConnector {
    /** Where orgs answer: My Domain, instances and sites. */
    private static final List<String> HOSTS =
            List.of(".salesforce.com", ".force.com", ".salesforce-setup.com", ".cloudforce.com", ".sfdc.net");

    static final String VENDOR = "salesforce";

    private final SalesforceAccounts accounts;
    private final SalesforceDescribing describing;
    private final SalesforceQueries queries;
    private final SalesforceConsents consents;
    private final SalesforceSending sending;

    SalesforceCrmConnector(
            SalesforceAccounts accounts,
            SalesforceDescribing describing,
            SalesforceQueries queries,
            SalesforceConsents consents,
            SalesforceSending sending) {
        this.accounts = accounts;
        this.describing = describing;
        this.queries = queries;
        this.consents = consents;
        this.sending = sending;
    }

    @Override
    public boolean isItsHost(String host) {
        return HOSTS.stream().anyMatch(host::endsWith);
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public Profile profile() {
        return SalesforceAccounts.PROFILE;
    }

    @Override
    public List<Setting> settings() {
        return Setup.SETTINGS;
    }

    @Override
    public Kept keep(Map<String, String> given, Map<String, String> before) {
        return Setup.keep(given, before);
    }

    @Override
    public String whoAmI(Connection connection) {
        return accounts.whoAmI(connection);
    }

    @Override
    public @Nullable URI approval(Connection connection, String redirect, String state, String challenge) {
        return Setup.of(connection).flow() == Setup.Flow.WEB
                ? SalesforceLogin.approval(connection, redirect, state, challenge)
                : null;
    }

    @Override
    public void approved(Connection connection, String code, String redirect, String verifier) {
        accounts.approved(connection, code, redirect, verifier);
    }

    @Override
    public List<CrmObject> objects(Connection connection, @Nullable ActiveRun run) {
        return describing.objects(connection, run);
    }

    @Override
    public CrmDescription describe(Connection connection, String object, @Nullable ActiveRun run) {
        return describing.describe(connection, object, run);
    }

    @Override
    public Counted count(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        return queries.count(connection, query, run);
    }

    @Override
    public List<Plan> explain(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        return queries.explain(connection, query, run);
    }

    @Override
    public CrmRead page(Connection connection, CrmQuery query, @Nullable String locator, @Nullable ActiveRun run) {
        return queries.page(connection, query, locator, run);
    }

    @Override
    public String startBulk(Connection connection, CrmQuery query, @Nullable ActiveRun run) {
        return queries.startBulk(connection, query, run);
    }

    @Override
    public BulkState bulk(Connection connection, String job, Duration most, @Nullable ActiveRun run) {
        return queries.bulk(connection, job, most, run);
    }

    @Override
    public CrmRead bulkPage(
            Connection connection, CrmQuery query, String job, @Nullable String locator, @Nullable ActiveRun run) {
        return queries.bulkPage(connection, query, job, locator, run);
    }

    @Override
    public void endBulk(Connection connection, String job, boolean done, @Nullable ActiveRun run) {
        queries.endBulk(connection, job, done, run);
    }

    @Override
    public Changed updated(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run) {
        return queries.changed(connection, object, "updated", start, end, run);
    }

    @Override
    public Changed deleted(Connection connection, String object, Instant start, Instant end, @Nullable ActiveRun run) {
        return queries.changed(connection, object, "deleted", start, end, run);
    }

    @Override
    public Map<String, Map<String, @Nullable Object>> read(
            Connection connection,
            String object,
            Collection<String> ids,
            List<String> fields,
            @Nullable ActiveRun run) {
        return queries.read(connection, object, ids, fields, run);
    }

    @Override
    public String body(Connection connection, CrmWrite write) {
        String fault = fault(write);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return SalesforceWrites.body(Setup.of(connection), write);
    }

    @Override
    public int most(CrmWrite like) {
        return SalesforceWrites.most(like);
    }

    @Override
    public @Nullable String fault(CrmWrite write) {
        return SalesforceWrites.fault(write);
    }

    @Override
    public CrmAnswer send(Connection connection, Intent intent, CrmWrite write, @Nullable ActiveRun run) {
        return sending.send(connection, intent, write, run);
    }

    @Override
    public Map<String, Consent> consent(
            Connection connection, ConsentAsked asked, Collection<String> ids, @Nullable ActiveRun run) {
        return consents.read(connection, asked, ids, run);
    }

    @Override
    public Map<String, Remaining> limits(Connection connection, @Nullable ActiveRun run) {
        return accounts.limits(connection, run);
    }

    @Override
    public @Nullable Remaining callsToday(Connection connection) {
        return accounts.callsToday(connection);
    }
}
