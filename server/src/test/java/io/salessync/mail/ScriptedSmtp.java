package io.salessync.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that fails where a test tells it to. */
final class ScriptedSmtp implements AutoCloseable {
    /** Where it fails. */
    enum Fault {
        NONE,
        BUSY_AT_GREETING,
        SILENT_AT_GREETING,
        UNKNOWN_RECIPIENT,
        GREYLISTED_RECIPIENT,
        DROPS_BEFORE_DATA,
        DROPS_AT_DOT,
        SILENT_AT_DOT,
        FULL_AT_DOT
    }

    private final ServerSocket socket;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile int conversations;

    ScriptedSmtp() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket caller = socket.accept();
                    conversations++;
                    Thread.ofVirtual().start(() -> serve(caller));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    void fails(Fault at) {
        fault = at;
    }

    List<String> taken() {
        return taken;
    }

    int conversations() {
        return conversations;
    }

    private void serve(Socket caller) {
        Fault now = fault;
        try (caller;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
            if (now == Fault.SILENT_AT_GREETING) {
                in.readLine();
                return;
            }
            say(out, now == Fault.BUSY_AT_GREETING ? "421 too busy" : "220 hello");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT)) {
                    case "RCPT" -> {
                        if (now == Fault.DROPS_BEFORE_DATA) {
                            return;
                        }
                        say(
                                out,
                                now == Fault.UNKNOWN_RECIPIENT
                                        ? "550 5.1.1 no such mailbox"
                                        : now == Fault.GREYLISTED_RECIPIENT ? "450 4.2.0 greylisted" : "250 ok");
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        StringBuilder text = new StringBuilder();
                        for (String part = in.readLine(); part != null && !part.equals("."); part = in.readLine()) {
                            text.append(part).append('\n');
                        }
                        if (now == Fault.DROPS_AT_DOT) {
                            taken.add(text.toString());
                            return;
                        }
                        if (now == Fault.SILENT_AT_DOT) {
                            taken.add(text.toString());
                            in.readLine();
                            return;
                        }
                        if (now == Fault.FULL_AT_DOT) {
                            say(out, "452 4.3.1 disk full");
                        } else {
                            taken.add(text.toString());
                            say(out, "250 taken");
                        }
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // the caller is gone
        }
    }

    private static void say(PrintWriter out, String line) {
        out.print(line + "\r\n");
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
