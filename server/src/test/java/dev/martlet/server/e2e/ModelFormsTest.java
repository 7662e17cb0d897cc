// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ModelUpstream.json;
import static dev.martlet.server.e2e.ModelUpstream.provider;
import static dev.martlet.server.e2e.ModelUpstream.send;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files on their way to a model. */
class ModelFormsTest {
    private static final String FORM = "Content-Type: multipart/form-data; boundary=xYz\r\n";

    private static String config(RawUpstream first, RawUpstream second) {
        return "providers:\n"
                + provider("first", "openai-chat", first, "")
                + provider("second", "openai-chat", second, "")
                + "models: [ { name: mine, targets: [ { provider: first, model: theirs }, { provider: second, model: longer-name, priority: 2 } ] } ]\n"
                + "routes: [ { name: models, match: { path: \"/**\" }, to: { models: [ \"*\" ] } } ]\n";
    }

    private static String field(String name, String value) {
        return "--xYz\r\nContent-Disposition: form-data; name=\""
                + name
                + "\"\r\n\r\n"
                + value
                + "\r\n";
    }

    private static String file(String content) {
        return "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
                + "Content-Type: audio/mpeg\r\n\r\n"
                + content
                + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 3_000_000})
    void theModelIsReplacedWhereverItStandsAndAFailedTryIsRepeated(int size) throws Exception {
        String content = "\r\n--xY".repeat(size / 6);
        try (RawUpstream bad = RawUpstream.answering(request -> json(500, "{}"));
                RawUpstream good = RawUpstream.answering(request -> json("{'text':'hi'}"));
                RunningGateway gateway = RunningGateway.start(config(bad, good))) {
            for (boolean last : new boolean[] {true, false}) {
                String model = field("model", "mine");
                String theirs = field("model", "longer-name");
                String before = last ? file(content) : "";
                String after = last ? "--xYz--\r\n" : file(content) + "--xYz--\r\n";
                Message reply =
                        send(
                                gateway,
                                "POST",
                                "/v1/audio/transcriptions",
                                FORM,
                                before + model + after);

                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                Message asked = good.next();
                assertThat(asked.target()).isEqualTo("/v1/audio/transcriptions");
                assertThat(asked.text()).isEqualTo(before + theirs + after);
                assertThat(asked.field("Content-Type")).contains("boundary=xYz");
            }
        }
    }

    /** Two readers of such a form may see two different models. */
    @Test
    void aModelThatComesTwiceIsRefused() throws Exception {
        try (RawUpstream first = RawUpstream.answering(request -> json("{}"));
                RawUpstream second = RawUpstream.answering(request -> json("{}"));
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            Message reply =
                    send(
                            gateway,
                            "POST",
                            "/v1/audio/transcriptions",
                            FORM,
                            field("model", "mine")
                                    + file("x".repeat(200_000))
                                    + field("model", "other")
                                    + "--xYz--\r\n");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("model comes twice");
            assertThat(first.waiting() + second.waiting()).isZero();
        }
    }

    @Test
    void aFormWithoutAModelIsRefusedOrGetsTheDocumentedOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(request -> json("{}"));
                RunningGateway gateway = RunningGateway.start(config(upstream, upstream))) {
            String body = file("x") + "--xYz--\r\n";
            Message audio = send(gateway, "POST", "/v1/audio/translations", FORM, body);
            Message images = send(gateway, "POST", "/v1/images/edits", FORM, body);

            assertThat(audio.status()).isEqualTo(400);
            assertThat(audio.text()).contains("model: missing");
            // There is no such alias here.
            assertThat(images.status()).isEqualTo(404);
            assertThat(images.text()).contains("dall-e-2");
        }
    }

    /** The provider has the first part while the client has not sent the last one. */
    @Test
    void whatFollowsTheModelStreams() throws Exception {
        var got = new java.util.concurrent.CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message head = connection.head();
                            assertThat(head.field("Transfer-Encoding")).isEqualTo("chunked");
                            var body = new StringBuilder();
                            String chunk = connection.chunk();
                            while (!chunk.isEmpty()) {
                                body.append(chunk);
                                if (body.indexOf("begin") >= 0) {
                                    got.countDown();
                                }
                                chunk = connection.chunk();
                            }
                            connection.fields();
                            connection.send(
                                    json(body.indexOf("theirs") > 0 ? "{'ok':1}" : "{'ok':0}"));
                        });
                RunningGateway gateway = RunningGateway.start(config(upstream, upstream));
                RawConnection client = gateway.connect()) {
            client.send(
                    "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\n"
                            + FORM
                            + "Transfer-Encoding: chunked\r\n\r\n");
            client.sendChunk(field("model", "mine"));
            String file = file("begin and end");
            client.sendChunk(file.substring(0, file.indexOf("and")));
            assertThat(got.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            client.sendChunk(file.substring(file.indexOf("and")) + "--xYz--\r\n");
            client.send("0\r\n\r\n");

            assertThat(client.reply().text()).isEqualTo("{\"ok\":1}");
        }
    }
}
