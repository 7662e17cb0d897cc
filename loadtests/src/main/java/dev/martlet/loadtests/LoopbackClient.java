// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks servers on 127.0.0.1 single questions, beside the load. */
final class LoopbackClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    /**
     * What came back.
     *
     * @param status 0 if no answer came
     * @param body or why none came
     */
    record Answer(int status, String body) {

        static final Answer NONE = new Answer(0, "not asked");
    }

    Answer get(int port, String path) throws InterruptedException {
        return send(request(port, path).GET());
    }

    /** Asks as a generator does. */
    Answer ask(int port, Ask ask) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(port, ask.path());
        for (String header : ask.headers()) {
            int colon = header.indexOf(':');
            request.header(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return ask.body().isPresent()
                ? send(request.POST(BodyPublishers.ofFile(ask.body().get())))
                : send(request.GET());
    }

    /** Posts nothing, with a bearer token unless that is empty. */
    Answer post(int port, String path, String token) throws InterruptedException {
        HttpRequest.Builder request = request(port, path).POST(BodyPublishers.noBody());
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + Load.HOST + ":" + port + path))
                .timeout(LIMIT);
    }

    private Answer send(HttpRequest.Builder request) throws InterruptedException {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
