package io.salessync.sandbox.monday;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.Vendor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in for monday.com. */
public final class Monday implements Vendor {
    private final Boards boards = new Boards();
    private final Jobs jobs = new Jobs(boards);
    private final Pages pages;
    private final Accounts accounts;
    private final Replays replays;
    private final Traffic traffic;
    private final MondayApi api;
    private final StateReport report = new StateReport(boards);
    private final SavedBoards saved = new SavedBoards(boards);
    private final PersonActs acts;
    private final BoardView boardView = new BoardView(boards);
    private final GaugeView gauges;

    public Monday(SandboxClock clock, CallLog log, Faults faults, long seed) {
        this.pages = new Pages(clock, seed);
        this.accounts = new Accounts(clock, log);
        this.replays = new Replays(clock);
        this.traffic = new Traffic(boards, seed);
        Engine engine = new Engine(boards, pages, jobs);
        this.api = new MondayApi(clock, log, faults, accounts, replays, traffic, engine, seed);
        this.acts = new PersonActs(boards, clock);
        this.gauges = new GaugeView(accounts, log, clock);
        new InitialBoards(boards).make();
    }

    @Override
    public String name() {
        return "monday";
    }

    @Override
    public Reply answer(Request request) {
        return switch (request.path()) {
            case "/monday/v2" ->
                request.method().equals("POST") ? api.serve(request) : Reply.problem(405, "Only POST is answered here");
            case "/monday/v2/get_schema" -> Reply.text(200, "text/plain", Engine.sdl());
            default -> Reply.problem(404, "Not found");
        };
    }

    @Override
    public Reply act(Request request, List<String> path) {
        return request.method().equals("GET") && path.equals(List.of("view"))
                ? Reply.json(200, view(request))
                : acts.act(request, path);
    }

    private Map<String, Object> view(Request request) {
        Map<String, Object> view = new LinkedHashMap<>(boardView.view(request));
        view.put("gauges", gauges.view());
        return view;
    }

    @Override
    public Object state(Request request) {
        return report.report(request.asks("items"));
    }

    @Override
    public Set<String> faultKinds() {
        return FaultReplies.KINDS;
    }

    @Override
    public void reset(long seed) {
        boards.writing(() -> {
            boards.clear();
            new InitialBoards(boards).make();
            return true;
        });
        jobs.reset();
        pages.reset(seed);
        replays.reset();
        traffic.reset(seed);
        accounts.reset();
        api.reset(seed);
    }

    @Override
    public long revision() {
        return boards.revision();
    }

    @Override
    public ObjectNode save() {
        return boards.reading(saved::save);
    }

    @Override
    public void load(JsonNode node) {
        boards.writing(() -> {
            saved.load(node);
            return true;
        });
    }
}
