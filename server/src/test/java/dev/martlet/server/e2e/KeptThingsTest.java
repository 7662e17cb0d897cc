// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ModelUpstream.events;
import static dev.martlet.server.e2e.ModelUpstream.json;
import static dev.martlet.server.e2e.ModelUpstream.provider;
import static dev.martlet.server.e2e.ModelUpstream.send;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider keeps is found again: responses, files, batches. */
class KeptThingsTest {
    private static final String REPLY =
            "{'id':'%s','object':'response','created_at':1,'status':'completed','model':'m','output':[{'type':'message','id':'msg_1','role':'assistant','status':'completed','content':[{'type':'output_text','text':'hi','annotations':[]}]}],'usage':{'input_tokens':1,'output_tokens':1,'total_tokens':2}}";

    private static String config(RawUpstream first, RawUpstream second) {
        return "providers:\n"
                + provider("first", "openai-responses", first, ", keys: [ sk-1, sk-2, sk-3 ]")
                + provider("second", "openai-responses", second, "")
                + "models: [ { name: mine, targets: [ first, second ] }, { name: one, targets: [ first ] }, { name: two, targets: [ second ] } ]\n"
                + "routes: [ { name: models, match: { path: \"/**\" }, to: { models: [ \"*\" ] } } ]\n";
    }

    private static RawUpstream responding(String id) throws Exception {
        return RawUpstream.answering(request ->
                request.text().contains("\"stream\":true")
                        ? events(
                                "{'type':'response.created','sequence_number':0,'response':{'id':'"
                                        + id
                                        + "','object':'response','created_at':1,'status':'in_progress','model':'m','output':[]}}",
                                "{'type':'response.completed','sequence_number':1,'response':"
                                        + REPLY.formatted(id)
                                        + "}")
                        : json(REPLY.formatted(id)));
    }

    private static String ask(String model, String more) {
        return ("{'model':'" + model + "','input':'hi'" + more + "}").replace('\'', '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void aResponseIsFoundAtItsProviderWithItsKeyAlsoAfterAReload(String stream) throws Exception {
        try (RawUpstream first = responding("resp_1");
                RawUpstream second = responding("resp_2");
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            send(gateway, "POST", "/v1/responses", ask("one", stream));
            String key = first.next().field("Authorization");
            gateway.reload(config(first, second) + "# changed\n");

            for (String path :
                    new String[] {
                        "/v1/responses/resp_1?include=x", "/v1/responses/resp_1/input_items"
                    }) {
                Message reply = gateway.get(path);
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                Message asked = first.next();
                assertThat(asked.target()).isEqualTo(path);
                assertThat(asked.field("Authorization")).isEqualTo(key);
            }
            assertThat(send(gateway, "POST", "/v1/responses/resp_1/cancel", "").status())
                    .isEqualTo(200);
            assertThat(first.next().method()).isEqualTo("POST");
            assertThat(send(gateway, "DELETE", "/v1/responses/resp_1", "").status()).isEqualTo(200);
            assertThat(first.next().method()).isEqualTo("DELETE");
            assertThat(second.waiting()).isZero();
        }
    }

    @Test
    void whatGoesOnFromAResponseGoesToWhoKeepsIt() throws Exception {
        try (RawUpstream first = responding("resp_1");
                RawUpstream second = responding("resp_2");
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            send(gateway, "POST", "/v1/responses", ask("one", ""));
            String key = first.next().field("Authorization");
            for (int i = 0; i < 6; i++) {
                String more = ",'previous_response_id':'resp_1','user':'u" + i + "'";
                Message reply = send(gateway, "POST", "/v1/responses", ask("mine", more));
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                assertThat(first.next().field("Authorization")).isEqualTo(key);
            }
            assertThat(second.waiting()).isZero();
        }
    }

    @Test
    void anUnknownResponseIsNotFound() throws Exception {
        try (RawUpstream first = responding("resp_1");
                RawUpstream second = responding("resp_2");
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            Message reply = gateway.get("/v1/responses/resp_9");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(RunningGateway.json(reply).at("/error/message").asString())
                    .contains("resp_9");
            assertThat(first.waiting() + second.waiting()).isZero();
        }
    }

    @Test
    void filesGoToTheNamedProviderAndComeBackAsTheyAre() throws Exception {
        try (RawUpstream first = responding("resp_1");
                RawUpstream second =
                        RawUpstream.answering(request ->
                                request.method().equals("POST")
                                        ? json("{'id':'file-1'}")
                                        : request.target().endsWith("gone")
                                                ? json(404, "{'error':{'message':'No such File'}}")
                                                : "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\nContent-Length: 3\r\n\r\na\0b");
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            String named = "x-martlet-provider: second\r\n";
            String form = "Content-Type: multipart/form-data; boundary=b\r\n";
            String body = "--b\r\n" + "x".repeat(300_000) + "\r\n--b--\r\n";
            Message made = send(gateway, "POST", "/v1/files", named + form, body);
            Message content = send(gateway, "GET", "/v1/files/file-1/content", named, "");
            Message gone = send(gateway, "GET", "/v1/files/gone", named, "");

            assertThat(made.text()).isEqualTo("{\"id\":\"file-1\"}");
            Message asked = second.next();
            assertThat(asked.text()).isEqualTo(body);
            assertThat(asked.has("x-martlet-provider")).isFalse();
            assertThat(content.text()).isEqualTo("a\0b");
            assertThat(content.field("Content-Disposition")).isEqualTo("attachment");
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.text()).contains("No such File");
        }
    }

    @Test
    void withoutANameThereHasToBeOneProviderOnly() throws Exception {
        try (RawUpstream first = responding("resp_1");
                RawUpstream second = responding("resp_2");
                RunningGateway gateway = RunningGateway.start(config(first, second))) {
            Message reply = gateway.get("/v1/batches");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("first, second");
            String narrow = config(first, second).replace("models: [ \"*\" ]", "models: [ two ]");
            gateway.reload(narrow);
            assertThat(gateway.get("/v1/batches?limit=2").status()).isEqualTo(200);
            assertThat(second.next().target()).isEqualTo("/v1/batches?limit=2");
        }
    }
}
