package io.salessync.sandbox.monday;

import graphql.schema.DataFetchingEnvironment;
import org.jspecify.annotations.Nullable;

/** Finds the boards, items and groups that arguments name, or refuses as the vendor does. */
final class Ids {
    private final Boards boards;

    Ids(Boards boards) {
        this.boards = boards;
    }

    static long number(@Nullable Object id) {
        String text = String.valueOf(id);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    Board board(DataFetchingEnvironment env) {
        String id = String.valueOf(env.<Object>getArgument("board_id"));
        Board board = boards.board(number(id));
        if (board == null) {
            throw MondayFault.of("InvalidBoardIdException", "The board " + id + " was not found");
        }
        return board;
    }

    Item item(DataFetchingEnvironment env, String argument) {
        Object id = env.getArgument(argument);
        if (id == null) {
            throw MondayFault.of("InvalidArgumentException", "The argument " + argument + " is missing");
        }
        Item item = boards.item(number(id));
        if (item == null || !item.active()) {
            throw MondayFault.unknown("item", String.valueOf(id));
        }
        return item;
    }

    /** The item of a change; it has to be on the board that the call names. */
    Item itemOn(Board board, DataFetchingEnvironment env) {
        Item item = item(env, "item_id");
        if (item.board() != board) {
            throw MondayFault.unknown("item", item.id() + " on board " + board.id());
        }
        return item;
    }

    static Group group(Board board, String id) {
        Group group = board.groups().get(id);
        if (group == null || group.gone()) {
            throw MondayFault.unknown("group", id);
        }
        return group;
    }
}
