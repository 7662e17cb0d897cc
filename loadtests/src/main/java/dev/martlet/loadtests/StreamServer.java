// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upstream of streamed chats: events of OpenAI's chat dialect at the pace that the model's name
 * asks for: {@code bench-pace-20} is an event every 20 ms, {@code bench-pace-0} as fast as they are
 * taken. A request without {@code stream} gets a whole answer.
 */
final class StreamServer {

    /** Its name among the upstreams of a {@link Scenario}. */
    static final String UPSTREAM = "streams";

    /** Events with content in each stream. */
    static final int EVENTS = 64;

    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final Pattern USAGE = Pattern.compile("\"include_usage\"\\s*:\\s*true");
    private static final Pattern PACE = Pattern.compile("pace-(\\d{1,4})");
    private static final int MOST_BODY = 1 << 20;

    private static final String EVENT =
            "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
                    + "\"model\":\"bench\",\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}\n\n";
    private static final String USAGE_EVENT =
            "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
                    + "\"model\":\"bench\",\"choices\":[],\"usage\":{\"prompt_tokens\":20,"
                    + "\"completion_tokens\":64,\"total_tokens\":84}}\n\n";

    private final byte[] whole;

    private StreamServer(byte[] whole) {
        this.whole = whole;
    }

    /** Takes the port and the file with the whole answer. */
    public static void main(String[] args) throws IOException {
        var server = new StreamServer(Files.readAllBytes(Path.of(args[1])));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var listener = new ServerSocket(Integer.parseInt(args[0]), 4096, loopback)) {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> server.serve(socket));
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                answer(body(head, in), out);
            }
        } catch (IOException e) {
            // The client went away; that is how load ends.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    private static String body(String head, InputStream in) throws IOException {
        var framing = new BodyFraming(head);
        if (framing.length() > MOST_BODY) {
            throw new IOException("a request of " + framing.length() + " bytes");
        }
        return new String(
                framing.chunked() ? framing.readChunks(in) : in.readNBytes((int) framing.length()),
                StandardCharsets.UTF_8);
    }

    private void answer(String request, OutputStream out) throws IOException {
        if (!STREAM.matcher(request).find()) {
            String head =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + whole.length
                            + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(whole);
            return;
        }
        Matcher pace = PACE.matcher(request);
        long nanos = pace.find() ? TimeUnit.MILLISECONDS.toNanos(Long.parseLong(pace.group(1))) : 0;
        stream(out, nanos, USAGE.matcher(request).find());
    }

    private static void stream(OutputStream out, long pace, boolean usage) throws IOException {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS; i++) {
            waitUntil(start + i * pace);
            String role = i == 0 ? "\"role\":\"assistant\"," : "";
            String text = StreamEvent.text(i, System.nanoTime());
            write(out, EVENT.formatted(role + "\"content\":\"" + text + "\"", "null"), "");
        }
        String end = EVENT.formatted("", "\"stop\"") + (usage ? USAGE_EVENT : "");
        write(out, end + "data: [DONE]\n\n", "0\r\n\r\n");
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** One chunk, in one packet. */
    private static void write(OutputStream out, String text, String after) throws IOException {
        String chunk = Integer.toHexString(text.length()) + "\r\n" + text + "\r\n" + after;
        out.write(chunk.getBytes(StandardCharsets.US_ASCII));
    }
}
