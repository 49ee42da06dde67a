package io.salessync.sandbox.unipile;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.Faults;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in for Unipile. */
public final class Unipile implements Vendor {
    /** Writes the truth down field by field. */
    private static final JsonMapper FIELDS = JsonMapper.builder()
            .changeDefaultVisibility(visibility -> visibility
                    .withVisibility(PropertyAccessor.FIELD, Visibility.ANY)
                    .withVisibility(PropertyAccessor.GETTER, Visibility.NONE)
                    .withVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE))
            .build();

    static JsonNode fields(Object value) {
        return FIELDS.valueToTree(value);
    }

    static <T> T read(JsonNode node, Class<T> type) {
        return FIELDS.treeToValue(node, type);
    }

    private final World world;
    private final Courier courier;
    private final Play play;
    private final UnipileApi api;
    private final UnipileActs acts;
    private final UnipileReport report;
    private final Thread ticker;

    public Unipile(SandboxClock clock, CallLog log, Faults faults, long seed) {
        this.world = new World(clock, seed);
        Told told = new Told(world);
        this.courier = new Courier(world, faults);
        this.play = new Play(world, told, courier, clock);
        AccountCalls accounts = new AccountCalls(world, told, play, courier);
        UserCalls users = new UserCalls(world, told, play);
        this.api = new UnipileApi(
                world,
                log,
                faults,
                play,
                accounts,
                users,
                new ChatCalls(world, told, play),
                new MailCalls(world, told, play),
                new HookCalls(world, told));
        this.report = new UnipileReport(world);
        this.acts = new UnipileActs(world, play, users, accounts, report);
        this.ticker = Thread.ofVirtual().name("unipile").start(this::tick);
    }

    /** Things happen when nobody calls, too. */
    private void tick() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(Duration.ofMillis(250));
                play.catchUp();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public String name() {
        return "unipile";
    }

    @Override
    public Reply answer(Request request) {
        return api.answer(request);
    }

    @Override
    public Reply act(Request request, List<String> path) {
        return acts.act(request, path);
    }

    @Override
    public Object state(Request request) {
        play.catchUp();
        return world.locked(() -> report.report(request));
    }

    @Override
    public Set<String> faultKinds() {
        return UnipileFaults.kinds();
    }

    @Override
    public void passTo(Instant time) {
        play.passTo(time);
    }

    @Override
    public @Nullable Instant nextDue() {
        return world.locked(() -> Optional.ofNullable(world.nextDue())).orElse(null);
    }

    @Override
    public void reset(long seed) {
        world.locked(() -> {
            courier.reset();
            world.begin(seed);
            return true;
        });
    }

    @Override
    public long revision() {
        return world.revision();
    }

    @Override
    public ObjectNode save() {
        return world.locked(() -> FIELDS.valueToTree(world.toSave()));
    }

    @Override
    public void load(JsonNode saved) {
        Truth truth = FIELDS.treeToValue(saved, Truth.class);
        world.locked(() -> {
            world.load(truth);
            return true;
        });
    }

    @Override
    public void close() {
        ticker.interrupt();
        courier.close();
    }
}
