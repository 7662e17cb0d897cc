// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The least reverse proxy that Helidon can be: the row of the table that Martlet's is compared
 * with.
 */
final class PlainHelidonProxy {

    private final Http1Client client;

    private PlainHelidonProxy(String upstream) {
        client =
                Http1Client.builder()
                        .baseUri(upstream)
                        .connectionCacheSize(256)
                        .shareConnectionCache(false)
                        .socketOptions(socket -> socket.tcpNoDelay(true))
                        .build();
    }

    public static void main(String[] args) {
        var proxy = new PlainHelidonProxy("http://127.0.0.1:" + Integer.parseInt(args[1]));
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .routing(routing -> routing.any(proxy::handle))
                .build()
                .start();
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        var call =
                client.method(request.prologue().method())
                        .path(request.path().rawPath())
                        .skipUriEncoding(true);
        request.query()
                .toMap()
                .forEach((name, values) -> call.queryParam(name, values.toArray(String[]::new)));
        for (Header header : request.headers()) {
            if (!header.headerName().equals(HeaderNames.HOST)
                    && !header.headerName().equals(HeaderNames.CONNECTION)) {
                call.header(header);
            }
        }
        try (HttpClientResponse reply = call.request()) {
            response.status(reply.status());
            for (Header header : reply.headers()) {
                if (!header.headerName().equals(HeaderNames.CONNECTION)
                        && !header.headerName().equals(HeaderNames.TRANSFER_ENCODING)) {
                    response.header(header);
                }
            }
            try (OutputStream out = response.outputStream()) {
                reply.inputStream().transferTo(out);
            }
        }
    }
}
