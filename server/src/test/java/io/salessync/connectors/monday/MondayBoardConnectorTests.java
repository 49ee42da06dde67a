package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BatchAnswer.WriteResult.Done;
import io.salessync.connectors.BatchAnswer.WriteResult.Refused;
import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.Archive;
import io.salessync.connectors.BoardWrite.ChangeValues;
import io.salessync.connectors.BoardWrite.CreateGroup;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.CreateSubitem;
import io.salessync.connectors.BoardWrite.MoveToGroup;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.FaultClass;
import io.salessync.kit.BoardKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class MondayBoardConnectorTests {
    private static final BoardRef DEV = BoardKit.DEV;
    private static SandboxProcess sandbox;

    @Autowired
    private BoardConnector connector;

    @Autowired
    private BoardKit board;

    @Autowired
    private KitPause pause;

    private Connection connection;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(60, 3);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        sandbox.reset();
        pause.step(sandbox);
        connection = board.connection(sandbox.monday(), SandboxProcess.PERSONAL);
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    @Test
    void readsTheBoardWithItsColumnsLabelsAndHiddenSubitemBoard() {
        Board read = connector.board(connection, DEV).orElseThrow();
        assertThat(read.name()).isEqualTo("Orders (dev)");
        assertThat(read.itemsLimit()).isEqualTo(10_000);
        assertThat(read.subitems()).isTrue();
        assertThat(read.subitemBoardId()).isNotNull();
        assertThat(read.subitemColumns()).anyMatch(column -> column.id().equals("sku"));
        assertThat(read.columns())
                .filteredOn(column -> column.id().equals("status"))
                .singleElement()
                .satisfies(column -> assertThat(column.labels()).contains("Confirmed", "On hold"));
        assertThat(read.columns())
                .filteredOn(column -> column.id().equals("margin"))
                .singleElement()
                .satisfies(column -> assertThat(column.writable()).isNull());
        assertThat(connector.board(connection, new BoardRef("1", "2026-10"))).isEmpty();
        assertThat(connector.whoAmI(connection)).contains("@");
    }

    @Test
    void makesGroupsItemsAndSubitemsAndFindsThemAgain() {
        String group = done(send(new CreateGroup(UUID.randomUUID(), "GREYSON"))).getFirst();
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        List<String> ids = done(send(BoardKit.item(one, group, "4500123"), BoardKit.item(two, group, "4500124")));
        Map<UUID, List<BoardItem>> found =
                connector.findItems(connection, DEV, "record_uuid", List.of(one, two, UUID.randomUUID()), null);
        assertThat(found).containsOnlyKeys(one, two);
        assertThat(found.get(one)).singleElement().satisfies(item -> {
            assertThat(item.id()).isEqualTo(ids.getFirst());
            assertThat(item.groupId()).isEqualTo(group);
        });

        UUID line = UUID.randomUUID();
        BatchAnswer sent = send(new CreateSubitem(
                line,
                ids.getFirst(),
                "XS",
                List.of(
                        new Value("record_uuid", ColumnType.TEXT, line.toString()),
                        new Value("quantity", ColumnType.NUMBERS, "007.50")),
                false));
        Done made = (Done) ((Settled) sent).results().get(line);
        assertThat(made.boardId())
                .isEqualTo(connector.board(connection, DEV).orElseThrow().subitemBoardId());
        assertThat(connector.subitems(connection, DEV, ids, null).get(ids.getFirst()))
                .singleElement()
                .satisfies(subitem -> {
                    assertThat(subitem.name()).isEqualTo("XS");
                    assertThat(subitem.values()).containsEntry("quantity", "7.50");
                });
    }

    @Test
    void changesMovesAndArchives() {
        String group = done(send(new CreateGroup(UUID.randomUUID(), "A"))).getFirst();
        String other = done(send(new CreateGroup(UUID.randomUUID(), "B"))).getFirst();
        UUID key = UUID.randomUUID();
        String id = done(send(BoardKit.item(key, group, "one"))).getFirst();
        done(send(
                new ChangeValues(
                        key,
                        DEV.boardId(),
                        id,
                        List.of(
                                new Value("name", ColumnType.NAME, "renamed"),
                                new Value("status", ColumnType.STATUS, "Shipped")),
                        false),
                new MoveToGroup(UUID.randomUUID(), id, other)));
        BoardItem item = connector.items(connection, DEV, List.of(id), null).get(id);
        assertThat(item.name()).isEqualTo("renamed");
        assertThat(item.groupId()).isEqualTo(other);
        assertThat(item.values()).containsEntry("status", "Shipped");
        done(send(new Archive(key, id)));
        assertThat(connector.items(connection, DEV, List.of(id), null).get(id).active())
                .isFalse();
        assertThat(connector.findItems(connection, DEV, "record_uuid", List.of(key), null))
                .isEmpty();
    }

    @Test
    void onlyTheRowThatIsWrongIsRefused() {
        UUID good = UUID.randomUUID();
        UUID bad = UUID.randomUUID();
        Settled settled = (Settled) send(
                BoardKit.item(good, "topics", "good"),
                new CreateItem(
                        bad, "topics", "bad", List.of(new Value("status", ColumnType.STATUS, "No such label")), false));
        assertThat(settled.results().get(good)).isInstanceOf(Done.class);
        assertThat(settled.results().get(bad))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reach()).isEqualTo(FaultClass.ROW));
    }

    @Test
    void readsEveryItemOfTheBoard() {
        for (int batch = 0; batch < 6; batch++) {
            List<BoardWrite> writes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                writes.add(BoardKit.item(UUID.randomUUID(), "topics", "item " + batch + " " + i));
            }
            done(send(writes.toArray(BoardWrite[]::new)));
        }
        List<BoardItem> all = new ArrayList<>();
        sandbox.faults("{\"kind\":\"cursor_expired\",\"times\":1,\"operation\":\"next_items_page\"}");
        connector.eachItem(connection, DEV, all::addAll, null);
        assertThat(all).hasSize(300).doesNotHaveDuplicates();
    }

    private BatchAnswer send(BoardWrite... writes) {
        return board.send(connection, writes);
    }

    private static List<String> done(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(Settled.class);
        return ((Settled) answer)
                .results().values().stream()
                        .map(result -> {
                            assertThat(result).isInstanceOf(Done.class);
                            return ((Done) result).id();
                        })
                        .toList();
    }
}
