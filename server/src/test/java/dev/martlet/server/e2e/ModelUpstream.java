// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import java.nio.charset.StandardCharsets;

/** Replies of providers, and what tests send to the gateway before them. */
final class ModelUpstream {
    private ModelUpstream() {}

    static String json(String body) {
        return json(200, body);
    }

    static String json(int status, String body) {
        String text = body.replace('\'', '"');
        return "HTTP/1.1 "
                + status
                + " x\r\nContent-Type: application/json\r\nContent-Length: "
                + text.length()
                + "\r\n\r\n"
                + text;
    }

    static String events(String... data) {
        var body = new StringBuilder();
        for (String one : data) {
            body.append("data: ").append(one.replace('\'', '"')).append("\n\n");
        }
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    static String provider(String name, String dialect, RawUpstream upstream, String more) {
        return "  - { name: %s, dialect: %s, url: \"http://127.0.0.1:%d/v1\"%s }\n"
                .formatted(name, dialect, upstream.port(), more);
    }

    static Message send(RunningGateway gateway, String method, String path, String body)
            throws Exception {
        return send(gateway, method, path, "Content-Type: application/json\r\n", body);
    }

    static Message send(
            RunningGateway gateway, String method, String path, String fields, String body)
            throws Exception {
        int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return gateway.exchange(
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: test\r\n"
                        + fields
                        + "Content-Length: "
                        + length
                        + "\r\n\r\n"
                        + body);
    }
}
