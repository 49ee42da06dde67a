package io.salessync.flows.engine;

import static io.salessync.flows.engine.TypeKit.check;
import static io.salessync.flows.engine.TypeKit.occasion;
import static io.salessync.flows.engine.TypeKit.record;
import static io.salessync.flows.engine.TypeKit.settings;
import static io.salessync.flows.engine.TypeKit.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.alerts.Alerts;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.engine.Node.Verdict;
import io.salessync.flows.engine.TypeKit.Said;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails;
import io.salessync.ordersync.OrderLists;
import io.salessync.records.Collections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class ControlTypeTests {
    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Collections collections;

    @Autowired
    private ApproveType approve;

    @Autowired
    private WaitType wait;

    @Autowired
    private OrderSyncRunType orderSync;

    @Autowired
    private StartedRuns started;

    @Autowired
    private OrderLists lists;

    @Autowired
    private Runs runs;

    @Autowired
    private List<ExecutableType> types;

    @LocalServerPort
    private int port;

    private final UUID parked = UUID.randomUUID();
    private TenantId tenant;
    private Occasion occasion;

    @BeforeEach
    void tenant() {
        tenant = tenants.fresh().id();
        occasion = occasion(tenant);
    }

    private Verdict look(Node gate, Instant parkedAt, FlowRecord... page) {
        return look(gate, occasion, parkedAt, page);
    }

    private Verdict look(Node gate, Occasion occasion, Instant parkedAt, FlowRecord... page) {
        return database.inTenant(
                tenant, sql -> ((Node.Gate) gate).look(occasion, sql, parked, List.of(page), parkedAt));
    }

    @Test
    void everyTypeHasACardThatAFormCanBeMadeOf() {
        assertThat(types)
                .extracting(type -> type.card().type())
                .doesNotHaveDuplicates()
                .contains(
                        "csv.read",
                        "csv.write",
                        "xlsx.read",
                        "xlsx.write",
                        "records.query",
                        "records.upsert",
                        "lookup",
                        "http.get",
                        "http.send",
                        "mail.send",
                        "chat.send",
                        "alert",
                        "ordersync.run",
                        "call",
                        "wait",
                        "approve");
        for (ExecutableType type : types) {
            NodeCard card = type.card();
            assertThat(card.title()).as(card.type()).isNotBlank();
            assertThat(card.description()).as(card.type()).endsWith(".");
            assertThat(card.icon()).as(card.type()).matches("[a-z0-9-]+");
            JsonNode properties = card.schema().path("properties");
            for (var property : properties.properties()) {
                String place = card.type() + "/" + property.getKey();
                assertThat(property.getValue().path("title").asString(""))
                        .as(place)
                        .isNotBlank();
                assertThat(property.getValue().path("type").asString(""))
                        .as(place)
                        .isNotBlank();
            }
            card.schema()
                    .path("required")
                    .forEach(name -> assertThat(properties.has(name.asString()))
                            .as(card.type() + "/" + name)
                            .isTrue());
        }
    }

    @Test
    void aWaitOpensWhenItsTimeHasCome() {
        Instant parkedAt = clock.instant();
        Node tenMinutes = TypeKit.make(wait, "for", "10m");
        assertThat(look(tenMinutes, parkedAt, record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Closed.class,
                        closed -> assertThat(closed.askAgain()).isEqualTo(parkedAt.plus(Duration.ofMinutes(10))));
        clock.advance(Duration.ofMinutes(10));
        assertThat(look(tenMinutes, parkedAt, record("1"))).isInstanceOf(Verdict.Open.class);
    }

    @Test
    void aTimeOfDayHoldsInItsZoneAcrossClockChanges() {
        Node gate = TypeKit.make(wait, "until", "2:30", "zone", "Europe/Berlin");
        clock.set(Instant.parse("2027-03-27T22:00:00Z"));
        assertThat(look(gate, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Closed.class,
                        closed -> assertThat(closed.askAgain())
                                // there is no 02:30 that night
                                .isEqualTo(Instant.parse("2027-03-28T01:30:00Z")));
        clock.set(Instant.parse("2027-06-01T00:31:00Z"));
        assertThat(look(gate, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Closed.class,
                        closed -> assertThat(closed.askAgain()).isEqualTo(Instant.parse("2027-06-02T00:30:00Z")));
    }

    @Test
    void anExpressionSaysUntilWhenAndThePageWaitsForTheLatest() {
        Node gate = TypeKit.make(wait, shape("at"), "until", "record.at");
        Instant now = clock.instant();
        FlowRecord soon = record("1", "at", now.plusSeconds(60));
        FlowRecord later = record("2", "at", now.plusSeconds(90).toString());
        assertThat(look(gate, now, soon, later, record("3", "at", "")))
                .isInstanceOfSatisfying(
                        Verdict.Closed.class,
                        closed -> assertThat(closed.askAgain()).isEqualTo(now.plusSeconds(90)));
        assertThatThrownBy(() -> look(gate, now, record("1", "at", "soon"))).hasMessageContaining("'soon'");
        assertThatThrownBy(() -> look(gate, now, record("1", "at", "2999-01-01")))
                .hasMessageContaining("366 days");
    }

    @Test
    void settingsOfWaitsAreChecked() {
        RecordShape in = shape("at");
        assertThat(check(wait, in, "for", "soon").problems).hasSize(1);
        assertThat(check(wait, in).problems).hasSize(1);
        assertThat(check(wait, in, "for", "1h", "until", "17:00").problems).hasSize(1);
        assertThat(check(wait, in, "until", "25:00").problems).hasSize(1);
        assertThat(check(wait, in, "until", "17:00", "zone", "Mars").problems).hasSize(1);
        assertThat(check(wait, in, "for", "900d").problems).hasSize(1);
        assertThat(check(wait, in, "for", "P2D").problems).isEmpty();
    }

    private JsonNode approvals(Browser browser) {
        return browser.get("/api/v1/flows/approvals").json().path("items");
    }

    @Test
    void anApprovalIsAskedOnceSeenDecidedAndOpensTheGate() {
        Node gate = TypeKit.make(approve, shape("n"), "title", "Send {n}?", "by", "MANAGER");
        Browser rep = new Browser(port).withKey(access.key(tenant, Role.REP));
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        assertThat(look(gate, clock.instant(), record("1", "n", "x"), record("2", "n", "y")))
                .isInstanceOf(Verdict.Closed.class);
        look(gate, clock.instant(), record("1", "n", "x"), record("2", "n", "y"));
        assertThat(approvals(manager)).hasSize(1);
        JsonNode seen = approvals(manager).get(0);
        assertThat(seen.path("title").asString()).isEqualTo("Send x?");
        assertThat(seen.path("records").asInt()).isEqualTo(2);
        assertThat(seen.at("/sample/1/values/n").asString()).isEqualTo("y");
        assertThat(seen.path("mayDecide").asBoolean()).isTrue();
        assertThat(approvals(rep).get(0).path("mayDecide").asBoolean()).isFalse();
        String place = "/api/v1/flows/approvals/" + seen.path("id").asString();
        assertThat(rep.post(place, Map.of("approve", true)).code()).isEqualTo("flows.nodes.approval-not-yours");
        assertThat(manager.post(place, Map.of("approve", true, "note", "fine")).status())
                .isEqualTo(200);
        assertThat(manager.post(place, Map.of("approve", false)).code()).isEqualTo("flows.nodes.approval-over");
        assertThat(approvals(manager)).isEmpty();
        assertThat(look(gate, clock.instant(), record("1", "n", "x")))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.port()).isEqualTo("out"));
        TenantId other = tenants.fresh().id();
        Browser stranger = new Browser(port).withKey(access.key(other, Role.OWNER));
        assertThat(stranger.post(place, Map.of("approve", true)).code()).isEqualTo("flows.nodes.unknown-approval");
        Browser admin = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
        assertThat(admin.get("/api/v1/audit").text()).contains("flows.approved", "fine");
    }

    private Browser.Answer decide(Browser browser, boolean yes) {
        return browser.post(
                "/api/v1/flows/approvals/"
                        + approvals(browser).get(0).path("id").asString(),
                Map.of("approve", yes));
    }

    @Test
    void aRefusalDropsTheRecordsOrLeadsThemAway() {
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        Node drops = TypeKit.make(approve, "title", "OK?");
        look(drops, clock.instant(), record("1"));
        assertThat(decide(manager, false).status()).isEqualTo(200);
        assertThat(look(drops, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Shut.class, shut -> assertThat(shut.why()).startsWith("Refused by key:test"));
        Node leads = TypeKit.make(approve, "title", "OK?", "onRefusal", "refused");
        assertThat(look(leads, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.port()).isEqualTo("refused"));
    }

    @Test
    void whoStartedTheRunDoesNotDecideWhereTwoAreWanted() {
        User user = access.user(tenant, Role.ADMIN);
        Browser starter = new Browser(port);
        starter.signIn(user.email(), AccessKit.PASSWORD);
        Occasion mine = new Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "demo",
                "node",
                null,
                null,
                null,
                TypeKit.JSON.createObjectNode(),
                user.id());
        look(TypeKit.make(approve, "title", "OK?", "secondPerson", true), mine, clock.instant(), record("1"));
        assertThat(decide(starter, true).code()).isEqualTo("flows.nodes.approval-not-yours");
        assertThat(decide(new Browser(port).withKey(access.key(tenant, Role.REP)), true)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anApprovalExpires() {
        Instant now = clock.instant();
        Node drops = TypeKit.make(approve, "title", "OK?", "expires", "1h");
        assertThat(look(drops, now, record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Closed.class,
                        closed -> assertThat(closed.askAgain()).isAfter(now));
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        JsonNode one = approvals(manager).get(0);
        clock.advance(Duration.ofHours(1));
        assertThat(approvals(manager)).isEmpty();
        assertThat(manager.post("/api/v1/flows/approvals/" + one.path("id").asString(), Map.of("approve", true))
                        .code())
                .isEqualTo("flows.nodes.approval-over");
        assertThat(look(drops, now, record("1"))).isInstanceOf(Verdict.Shut.class);
        assertThat(look(TypeKit.make(approve, "title", "OK?", "onExpiry", "pass"), now, record("1")))
                .isInstanceOf(Verdict.Open.class);
    }

    @Test
    void anApprovalIsVoidOnceARecordChanged() {
        database.runInTenant(tenant, sql -> {
            collections.ensure(sql, tenant, "offers", "Offers", List.of(), true);
            collections.upsert(
                    sql, tenant, "offers", List.of(new Collections.Row("o1", Map.of("p", 1L), Instant.EPOCH)), true);
        });
        Node gate = TypeKit.make(approve, "title", "OK?", "collection", "offers", "changedField", "at");
        FlowRecord offer = record("o1", "p", 1L, "at", clock.instant());
        assertThat(look(gate, clock.instant(), offer)).isInstanceOf(Verdict.Closed.class);
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        assertThat(decide(manager, true).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(5));
        // approved, but it changed before it went on
        database.runInTenant(
                tenant,
                sql -> collections.upsert(
                        sql,
                        tenant,
                        "offers",
                        List.of(new Collections.Row("o1", Map.of("p", 2L), Instant.EPOCH)),
                        true));
        assertThat(look(gate, clock.instant(), offer))
                .isInstanceOfSatisfying(
                        Verdict.Shut.class, shut -> assertThat(shut.why()).contains("void", "o1"));
        UUID second = UUID.randomUUID();
        Verdict verdict = database.inTenant(
                tenant, sql -> ((Node.Gate) gate).look(occasion, sql, second, List.of(offer), clock.instant()));
        assertThat(verdict).isInstanceOf(Verdict.Shut.class);
        assertThat(manager.get("/api/v1/flows/approvals?state=all").text()).contains("VOID", "APPROVED");
        assertThat(approvals(manager)).isEmpty();
    }

    @Test
    void settingsOfApprovalsAreChecked() {
        RecordShape in = shape("a");
        assertThat(check(approve, in, "title", "{nope}").problems).hasSize(1);
        assertThat(check(approve, in, "title", "x", "expires", "never").problems)
                .hasSize(1);
        assertThat(check(approve, in, "title", "x", "by", "KING").problems).hasSize(1);
        assertThat(check(approve, in, "title", "x", "changedField", "zzz").problems)
                .hasSize(2);
        assertThat(check(approve, in, "title", "x").outputs).containsOnlyKeys("out", "refused");
    }

    private static <T> ObjectProvider<T> provider(Class<T> type, @Nullable T bean) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (bean != null) {
            beans.addBean("it", bean);
        }
        return beans.getBeanProvider(type);
    }

    /** Starts runs that nobody executes here. */
    private final class Starter implements FlowStarter, FlowVersions {
        private final List<Start> starts = new ArrayList<>();

        @Override
        public RunId start(DSLContext transaction, TenantId tenant, Start start) {
            starts.add(start);
            return runs.queue(new RunRequest(tenant, "ordersync.sync", "Called", start.flow(), "{}", null, null));
        }

        @Override
        public List<RunId> active(DSLContext transaction, TenantId tenant, UUID flow) {
            return List.of();
        }

        @Override
        public Optional<Version> published(TenantId tenant, UUID flow) {
            return Optional.empty();
        }

        @Override
        public Optional<Version> version(TenantId tenant, UUID flow, int number) {
            return Optional.empty();
        }

        @Override
        public Optional<UUID> named(TenantId tenant, String name) {
            return name.equals("other") ? Optional.of(UUID.randomUUID()) : Optional.empty();
        }
    }

    @Test
    void aFlowIsCalledOnceWithThePageAndWaitedFor() {
        Starter starter = new Starter();
        CallType call =
                new CallType(provider(FlowStarter.class, starter), provider(FlowVersions.class, starter), started);
        Node gate = TypeKit.make(call, "flow", "other");
        assertThat(look(gate, clock.instant(), record("1", "a", 1L))).isInstanceOf(Verdict.Closed.class);
        assertThat(look(gate, clock.instant(), record("1", "a", 1L))).isInstanceOf(Verdict.Closed.class);
        assertThat(starter.starts).hasSize(1);
        assertThat(starter.starts.getFirst().payload().at("/records/0/values/a").asInt())
                .isEqualTo(1);
        RunId run = runs.find(
                        tenant,
                        new RunId(database.inTenant(
                                tenant,
                                sql -> sql.fetchSingle(
                                                "SELECT started_id FROM flows.started_run WHERE run_id = ?",
                                                occasion.run())
                                        .get(0, UUID.class))))
                .orElseThrow()
                .id();
        runs.cancel(tenant, run);
        assertThat(runs.find(tenant, run).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(look(gate, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.port()).isEqualTo("failed"));
        assertThat(look(TypeKit.make(call, "flow", "other", "wait", false), clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.port()).isEqualTo("out"));
        assertThat(starter.starts).hasSize(1);
    }

    @Test
    void callsDoNotGoInCirclesForEver() {
        Starter starter = new Starter();
        CallType call =
                new CallType(provider(FlowStarter.class, starter), provider(FlowVersions.class, starter), started);
        Occasion deep = occasion(tenant, settings(CallType.DEPTH, 7));
        look(TypeKit.make(call, "flow", "other"), deep, clock.instant(), record("1"));
        assertThat(starter.starts.getFirst().payload().path(CallType.DEPTH).asInt())
                .isEqualTo(8);
        Occasion deeper = occasion(tenant, settings(CallType.DEPTH, 8));
        assertThatThrownBy(() -> look(TypeKit.make(call, "flow", "other"), deeper, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.TOO_DEEP));
        assertThatThrownBy(() -> look(TypeKit.make(call, "flow", "nobody"), clock.instant(), record("1")))
                .hasMessageContaining("'nobody'");
    }

    @Test
    void anOrderSyncRunsOnceForTheFlowsRunAndIsWaitedFor() {
        Path example = Path.of("../examples/greyson");
        UUID sync = lists.load(tenant, example.resolve("order-sync.toml"), "dev", example.resolve("orders.csv"));
        Node gate = TypeKit.make(orderSync, "sync", sync.toString());
        assertThat(look(gate, clock.instant(), record("1"))).isInstanceOf(Verdict.Closed.class);
        assertThat(look(gate, clock.instant(), record("2"))).isInstanceOf(Verdict.Closed.class);
        List<UUID> begun = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT run_id FROM kernel.run WHERE subject = ?", sync)
                        .getValues(0, UUID.class));
        assertThat(begun).hasSize(1);
        runs.cancel(tenant, new RunId(begun.getFirst()));
        assertThat(look(gate, clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Verdict.Open.class, open -> assertThat(open.port()).isEqualTo("failed"));
    }

    @Test
    void anOrderSyncThatIsNotThereIsAProblem() {
        assertThatThrownBy(() -> look(TypeKit.make(orderSync, "sync", "orders/dev"), clock.instant(), record("1")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.UNKNOWN_SYNC));
        assertThat(check(orderSync, shape("a")).problems).hasSize(1);
    }

    /** Keeps what it is given. */
    private static final class Box implements Mails, Alerts {
        private final Map<String, Mail> mails = new java.util.LinkedHashMap<>();
        private final List<Notice> notices = new ArrayList<>();

        @Override
        public boolean canSend() {
            return true;
        }

        @Override
        public UUID queue(DSLContext sql, TenantId tenant, Mail mail) {
            mails.putIfAbsent(mail.key(), mail);
            return UUID.randomUUID();
        }

        @Override
        public State state(DSLContext sql, TenantId tenant, UUID mail) {
            return State.QUEUED;
        }

        @Override
        public void raise(DSLContext sql, TenantId tenant, Notice notice) {
            notices.add(notice);
        }

        @Override
        public void recovered(DSLContext sql, TenantId tenant, String rule, String group, String detail) {}
    }

    private Said process(Node node, FlowRecord... page) {
        Said said = new Said();
        database.runInTenant(tenant, sql -> ((Node.Page) node).process(occasion, sql, List.of(page), said));
        return said;
    }

    @Test
    void mailsAreQueuedOnceForEachRecordAndCannotBeMadeToSayOtherThings() {
        Box box = new Box();
        MailSendType mail = new MailSendType(provider(Mails.class, box), clock);
        Node node = TypeKit.make(
                mail,
                shape("email", "name"),
                "to",
                "{email}",
                "subject",
                "Hi {name}",
                "text",
                "Hello {name}",
                "html",
                "<b>{name}</b>");
        FlowRecord hostile = record("1", "email", " a@example.org ", "name", "X\r\nBcc: all@example.org <script>");
        Said said = process(
                node,
                hostile,
                record("2", "email", "no address", "name", "Y"),
                record("3", "email", "a@example.org,b@example.org", "name", "Y"),
                record("4", "email", "a@example.org\nBcc: x@example.org", "name", "Y"));
        assertThat(said.passed).hasSize(1);
        assertThat(said.failed).hasSize(3);
        process(node, hostile);
        assertThat(box.mails).hasSize(1);
        Mails.Mail queued = box.mails.values().iterator().next();
        assertThat(queued.to()).isEqualTo("a@example.org");
        assertThat(queued.subject()).isEqualTo("Hi X Bcc: all@example.org <script>");
        assertThat(queued.html()).contains("&lt;script&gt;").startsWith("<b>");
        assertThat(queued.key()).isEqualTo(occasion.run() + "/node/1");
        assertThat(queued.reason()).isEqualTo("flow:demo/node");
        Said nobody = process(
                TypeKit.make(
                        new MailSendType(provider(Mails.class, null), clock),
                        "to",
                        "a@b.co",
                        "subject",
                        "s",
                        "text",
                        "t"),
                record("1"));
        assertThat(nobody.failed).containsExactly("1: mail: No mail server is configured.");
        assertThat(check(mail, shape("email"), "to", "not an address", "subject", "s", "text", "t").problems)
                .hasSize(1);
        assertThat(check(mail, shape("email"), "to", "{emial}", "subject", "s", "text", "t").problems)
                .singleElement()
                .asString()
                .contains("emial", "email");
    }

    @Test
    void alertsAreRaisedInGroupsAndTheSameWordsOnceAPage() {
        Box box = new Box();
        AlertType alert = new AlertType(provider(Alerts.class, box), clock);
        Node node = TypeKit.make(
                alert,
                shape("who"),
                "severity",
                "CRITICAL",
                "title",
                "Order of {who}",
                "detail",
                "Look at {{ record.who + '!' }}",
                "group",
                "{who}");
        Said said = process(node, record("1", "who", "A"), record("2", "who", "A"), record("3", "who", "B"));
        assertThat(said.passed).hasSize(3);
        assertThat(box.notices).extracting(Alerts.Notice::title).containsExactly("Order of A", "Order of B");
        assertThat(box.notices.getFirst().detail()).isEqualTo("Look at A!");
        assertThat(box.notices.getFirst().severity()).isEqualTo(Alerts.Severity.CRITICAL);
        assertThat(box.notices.getFirst().link()).isEqualTo("/runs/" + occasion.run());
        assertThat(check(alert, shape("who"), "title", "x", "severity", "LOUD").problems)
                .hasSize(1);
        assertThat(process(TypeKit.make(new AlertType(provider(Alerts.class, null), clock), "title", "x"), record("1"))
                        .failed)
                .hasSize(1);
    }

    @Test
    void anExpressionThatExplodesIsRefusedOrFailsItsRecordAlone() {
        Box box = new Box();
        String list = "[1,2,3,4,5,6,7,8,9,10]";
        String exploding =
                "{{ %1$s.map(a, %1$s.map(b, %1$s.map(c, %1$s.map(d, %1$s.map(e, %1$s.map(f, f)))))) }}".formatted(list);
        AlertType alert = new AlertType(provider(Alerts.class, box), clock);
        if (check(alert, RecordShape.UNKNOWN, "title", exploding).problems.isEmpty()) {
            assertThat(process(TypeKit.make(alert, "title", exploding), record("1", "n", "x")).failed)
                    .hasSize(1);
        }
        assertThat(box.notices).isEmpty();
        Node division = TypeKit.make(
                new AlertType(provider(Alerts.class, box), clock),
                RecordShape.UNKNOWN,
                "title",
                "{{ string(10 / record.n) }}");
        Said said = process(division, record("1", "n", 0L), record("2", "n", 5L));
        assertThat(said.failed).singleElement().asString().startsWith("1: expression: ");
        assertThat(said.passed).hasSize(1);
    }
}
