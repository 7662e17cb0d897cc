// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One short life of a gateway: start with the demo configuration on free ports, some requests, a reload, a graceful stop. The
 * packaging runs it twice: to train the AOT cache, and to prove that the archive works on a machine without Java.
 *
 * <p>{@code java Rehearsal.java (train|prove) DEMO-CONFIG COMMAND...} ends with 1 when anything is not as it should be.
 */
final class Rehearsal {

    /** Enough for the JVM to see what is hot; a cache trained on one request knows little. */
    private static final int TRAINING_REQUESTS = 2000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final boolean training;
    private final Process gateway;
    private final long started = System.nanoTime();
    private final String service;
    private final String admin;

    private Rehearsal(boolean training, Path demo, List<String> command) throws IOException {
        this.training = training;
        int servicePort = freePort();
        int adminPort = freePort();
        service = "http://127.0.0.1:" + servicePort;
        admin = "http://127.0.0.1:" + adminPort;
        Path config = Files.createTempFile("martlet-rehearsal", ".yaml");
        config.toFile().deleteOnExit();
        Files.writeString(
                config,
                Files.readString(demo)
                        .replace(":8080", ":" + servicePort)
                        .replace(":9900", ":" + adminPort));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of("run", "-c", config.toString()))
                                .toList());
        if (!training) {
            // No PATH, no JAVA_HOME: whatever it needs, it has to bring.
            builder.environment().clear();
            builder.environment().put("PATH", "/nonexistent");
        }
        gateway = builder.inheritIO().start();
    }

    public static void main(String[] args) throws Exception {
        Rehearsal rehearsal =
                new Rehearsal(
                        args[0].equals("train"),
                        Path.of(args[1]),
                        Arrays.asList(args).subList(2, args.length));
        try {
            rehearsal.run();
        } finally {
            rehearsal.gateway.destroyForcibly();
        }
    }

    private void run() throws Exception {
        long startup = awaitFirstAnswer();
        System.out.println("rehearsal: first answer after " + startup + " ms");
        HttpClient http1 = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        HttpClient http2 = HttpClient.newBuilder().version(Version.HTTP_2).build();
        int rounds = training ? TRAINING_REQUESTS : 20;
        for (int i = 0; i < rounds; i++) {
            expect(200, get(http1, service + "/echo/hello?round=" + i));
            expect(200, post(http1, service + "/echo/hello", "{\"round\":" + i + "}"));
        }
        for (int i = 0; i < rounds / 10; i++) {
            expect(200, get(http2, service + "/echo/two"));
            expect(404, get(http1, service + "/no/such/route"));
        }
        for (String page : List.of("/health/live", "/health/ready", "/config", "/routes", "/services")) {
            expect(200, get(http1, admin + page));
        }
        expect(200, post(http1, admin + "/reload", ""));
        expect(200, get(http1, service + "/echo/after-the-reload"));
        stop();
    }

    private long awaitFirstAnswer() throws InterruptedException {
        while (System.nanoTime() - started < PATIENCE.toNanos()) {
            try {
                if (isAnswered()) {
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                }
            } catch (IOException e) {
                if (!gateway.isAlive()) {
                    throw new IllegalStateException("the gateway ended with " + gateway.exitValue(), e);
                }
            }
            Thread.sleep(2);
        }
        throw new IllegalStateException("no answer within " + PATIENCE);
    }

    /** Over a bare socket: this runs beside the start that it times, and must not take its CPU. */
    private boolean isAnswered() throws IOException {
        URI uri = URI.create(service);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("GET /echo/first HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return status.equals("HTTP/1.1 200");
        }
    }

    /** The cache is written by the process on its way out, so the way out may take its time. */
    private void stop() throws InterruptedException {
        gateway.destroy();
        if (!gateway.waitFor(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the gateway did not stop");
        }
        int code = gateway.exitValue();
        if (code != 0 && code != 128 + 15) {
            throw new IllegalStateException("the gateway ended with " + code + " (expected: 0 or 143)");
        }
    }

    private static int get(HttpClient client, String uri) throws IOException, InterruptedException {
        return client.send(request(uri).build(), BodyHandlers.ofByteArray()).statusCode();
    }

    private static int post(HttpClient client, String uri, String body)
            throws IOException, InterruptedException {
        return client.send(
                        request(uri)
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofByteArray())
                .statusCode();
    }

    private static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10));
    }

    private static void expect(int expected, int status) {
        if (status != expected) {
            throw new IllegalStateException("status: " + status + " (expected: " + expected + ")");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
