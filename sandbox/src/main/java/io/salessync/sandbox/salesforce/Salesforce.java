package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.Vendor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in for Salesforce, which answers at the root of a port of its own. */
public final class Salesforce implements Vendor {
    private final Org org;
    private final boolean sized;
    private final Sessions sessions;
    private final Apps apps = new Apps();
    private final Limits limits;
    private final OAuth oauth;
    private final Cursors cursors;
    private final BulkQueries bulkQueries;
    private final BulkIngests bulkIngests;
    private final RestApi api;
    private final Acts acts;
    private final OrgReport report;
    private final SavedOrg saved;

    /**
     * @param contacts how many contacts the org begins with; null leaves it to the saved state, or to 2,000
     */
    public Salesforce(SandboxClock clock, CallLog log, Faults faults, long seed, @Nullable Integer contacts) {
        this.sized = contacts != null;
        this.org = new Org(clock, seed, contacts == null ? Org.CONTACTS : contacts);
        this.sessions = new Sessions(org);
        this.limits = new Limits(org);
        this.oauth = new OAuth(org, sessions, apps);
        this.cursors = new Cursors(org);
        Writer writer = new Writer(org);
        this.bulkQueries = new BulkQueries(org, limits);
        this.bulkIngests = new BulkIngests(org, writer, limits, bulkQueries);
        this.api = new RestApi(org, log, faults, sessions, limits, oauth, cursors, writer, bulkQueries, bulkIngests);
        this.acts = new Acts(org, writer, apps, sessions, limits, bulkQueries, cursors);
        this.report = new OrgReport(org);
        this.saved = new SavedOrg(org);
    }

    @Override
    public String name() {
        return "salesforce";
    }

    /** Below its name on the shared port only a word about where it is. */
    @Override
    public Reply answer(Request request) {
        return Reply.problem(404, "Salesforce answers at the root of a port of its own: the sandbox's port and one");
    }

    /** Answers a call at the root of its own port. */
    public Reply atRoot(Request request) {
        return api.answer(RestApi.unpacked(request));
    }

    @Override
    public Reply act(Request request, List<String> path) {
        return acts.act(request, path);
    }

    @Override
    public Object state(Request request) {
        return org.reading(() -> {
            ObjectNode told = report.report(request);
            told.put("calls_at_work", limits.atWork());
            told.put("cursors", cursors.open());
            told.put("sessions", sessions.count());
            told.put("query_jobs", bulkQueries.count());
            told.put("ingest_jobs", bulkIngests.count());
            told.set("limits", limits.told());
            return told;
        });
    }

    @Override
    public Set<String> faultKinds() {
        return SalesforceFaults.KINDS;
    }

    @Override
    public void reset(long seed) {
        org.writing(() -> {
            org.reset(seed, org.contacts(), org.clock().stamp());
            return true;
        });
        sessions.reset();
        apps.reset();
        limits.reset();
        oauth.reset();
        cursors.reset();
        bulkQueries.reset();
        bulkIngests.reset();
    }

    @Override
    public long revision() {
        return org.revision();
    }

    @Override
    public ObjectNode save() {
        return org.reading(saved::save);
    }

    @Override
    public void load(JsonNode node) {
        org.writing(() -> {
            saved.load(node, sized);
            return true;
        });
    }
}
