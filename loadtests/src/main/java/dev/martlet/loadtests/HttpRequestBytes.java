// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bytes of a request that a generator of the bench sends. */
final class HttpRequestBytes {

    private HttpRequestBytes() {}

    /**
     * @param ask none: GET; otherwise a file to post and lines of {@code Name: value}
     */
    static byte[] of(int port, String path, List<String> ask) throws IOException {
        byte[] body = ask.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(ask.getFirst()));
        var head = new StringBuilder(ask.isEmpty() ? "GET " : "POST ");
        head.append(path).append(" HTTP/1.1\r\nHost: ").append(Load.HOST).append(':').append(port);
        if (!ask.isEmpty()) {
            ask.stream().skip(1).forEach(header -> head.append("\r\n").append(header));
            head.append("\r\nContent-Length: ").append(body.length);
        }
        byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
